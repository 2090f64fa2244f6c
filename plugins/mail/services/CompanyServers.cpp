#include "services/CompanyServers.h"

#include "store/CompanyRows.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::mail {

namespace {

constexpr std::chrono::seconds kOwnBudget{25};  // with the deployment's 90 s, below the lease of the job

std::string identityOf(const TenantId& tenant) { return "mail:company:" + tenant.value; }

/// Returns what the journal keeps of a server: all but the password.
Value journalValue(const std::optional<CompanyServer>& server)
{
	if (!server) return Value::object({{"host", ""}});
	return Value::object({{"host", server->host},
		{"port", server->port},
		{"security", server->isTlsFirst ? "tls" : "starttls"},
		{"account", server->account},
		{"address", server->address}});
}

std::string loweredHost(std::string text)
{
	std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
	return asciiLower(text);
}

}

CompanyServers::CompanyServers(Context& context, const SmtpSettings& model):
	_context(context), _caFile(model.caFile), _helo(model.helo), _timeout(model.timeout),
	_journal(context.find<audit::Journal>())
{
}

std::vector<std::int64_t> CompanyServers::ports() const
{
	std::vector<std::int64_t> out;
	for (const auto& each: _context.settings().texts("company_ports")) out.push_back(std::atoll(each.c_str()));
	return out;
}

Result<> CompanyServers::record(Sql& sql, const Caller& caller, const char* kind, Value details) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = kind,
			.actor = caller.user,
			.subject = caller.tenant.value,
			.details = std::move(details),
			.address = caller.address});
}

Result<std::optional<CompanyServer>> CompanyServers::of(const TenantId& tenant) const
{
	return _context.store().read(tenant, company_rows::find);
}

Result<> CompanyServers::save(const Caller& caller, CompanyServerForm form) const
{
	CompanyServer server{.host = loweredHost(std::move(form.host)),
		.port = form.port,
		.isTlsFirst = form.security == "tls",
		.account = std::move(form.account),
		.address = std::move(form.address)};
	if (!form.password.empty() && !form.hasNoPassword)
	{
		const auto& keys = _context.keys();
		server.sealed = keys.toBase64Url(keys.seal(identityOf(caller.tenant), form.password.reveal()).value);
	}
	const bool keeps = form.password.empty() && !form.hasNoPassword;
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto before = company_rows::find(sql);
		if (!before) return before.error();
		// A password goes to no other host than the one that it was typed for.
		if (keeps && *before && (*before)->host == server.host) server.sealed = (*before)->sealed;
		if (auto fine = check(server, ports()); !fine) return fine;
		if (auto put = company_rows::put(sql, server); !put) return put;
		return record(sql,
			caller,
			"mail.server_set",
			Value::object({{"before", journalValue(*before)},
				{"after", journalValue(server)},
				{"password",
					keeps                    ? "kept"
						: form.hasNoPassword ? "none"
											 : "changed"}}));
	});
}

Result<> CompanyServers::remove(const Caller& caller) const
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto before = company_rows::find(sql);
		if (!before) return before.error();
		if (!*before) return {};
		if (auto gone = company_rows::remove(sql); !gone) return gone;
		return record(sql,
			caller,
			"mail.server_removed",
			Value::object({{"before", journalValue(*before)}, {"after", journalValue(std::nullopt)}}));
	});
}

Result<> CompanyServers::deliver(
	const TenantId& tenant, const CompanyServer& server, const Letter& letter, std::string* said) const
{
	SmtpSettings settings{.host = server.host,
		.port = static_cast<int>(server.port),
		.security = server.isTlsFirst ? SmtpSettings::Security::Tls : SmtpSettings::Security::StartTls,
		.caFile = _caFile,
		.user = server.account,
		.helo = _helo,
		.sender = {server.address, letter.mail.fromName},
		.isAuthors = true,
		.isConfined = true,
		.privateNetworks = _context.settings().texts("private_networks"),
		.timeout = std::min(_timeout, std::chrono::seconds(15)),
		.budget = kOwnBudget};
	if (!server.sealed.empty())
	{
		auto bytes = _context.keys().fromBase64Url(server.sealed);
		if (!bytes) return bytes.error();
		auto password = _context.keys().open(identityOf(tenant), *bytes);
		if (!password) return password.error();
		settings.password = std::move(*password);
	}
	SmtpDriver driver(std::move(settings), _context.clock());
	return driver.deliver(letter, said);
}

Result<TestedServer> CompanyServers::test(const Caller& caller, const Letter& letter) const
{
	auto server = of(caller.tenant);
	if (!server) return server.error();
	if (!*server) return sx::failed(Code::Missing, "the company has no mail server of its own");
	TestedServer out;
	std::string said;
	const auto sent = deliver(caller.tenant, **server, letter, &said);
	out.isTaken = bool(sent);
	out.answer = shownAnswer(said.empty() && !sent ? sent.error().detail : said);
	auto noted = _context.store().write(caller.tenant, [&](Sql& sql) {
		return record(
			sql, caller, "mail.server_tested", Value::object({{"host", (*server)->host}, {"taken", out.isTaken}}));
	});
	if (!noted) return noted.error();
	if (out.isTaken && (*server)->failingSince)
		if (auto done = recovered(caller.tenant, **server); !done) return done.error();
	return out;
}

Result<> CompanyServers::failed(
	const TenantId& tenant, const CompanyServer& server, const std::string& answer, const Alarm& alarm) const
{
	const auto now = _context.clock().now();
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto kept = company_rows::find(sql);
		if (!kept) return kept.error();
		if (!*kept || (*kept)->host != server.host) return {};  // changed meanwhile
		const bool isFirst = !(*kept)->failingSince;
		auto marked = **kept;
		marked.failingSince = isFirst ? now : *marked.failingSince;
		marked.tried = now;
		marked.answer = shownAnswer(answer);
		if (auto put = company_rows::mark(sql, marked); !put || !isFirst) return put;
		auto noted = record(
			sql, {tenant}, "mail.server_failing", Value::object({{"host", server.host}, {"answer", marked.answer}}));
		if (!noted) return noted;
		return alarm(sql);
	});
}

Result<> CompanyServers::recovered(const TenantId& tenant, const CompanyServer& server) const
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto kept = company_rows::find(sql);
		if (!kept) return kept.error();
		if (!*kept || !(*kept)->failingSince) return {};
		auto marked = **kept;
		marked.failingSince.reset();
		marked.tried.reset();
		marked.answer.clear();
		if (auto put = company_rows::mark(sql, marked); !put) return put;
		return record(sql, {tenant}, "mail.server_recovered", Value::object({{"host", server.host}}));
	});
}

}
