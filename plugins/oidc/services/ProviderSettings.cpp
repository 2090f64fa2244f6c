#include "services/ProviderSettings.h"

#include <algorithm>

namespace sx::oidc {

namespace {

std::string identityOfSecret(const TenantId& tenant) { return "oidc.secret:" + tenant.value; }

bool isPlain(std::string_view text)
{
	return !text.empty() && text.size() <= 300 &&
		std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Value detailsOf(const Company& company)
{
	std::string domains;
	for (const auto& each: company.domains) domains += (domains.empty() ? "" : ", ") + each;
	return Value::object({{"issuer", company.issuer},
		{"client_id", company.clientId},
		{"domains", domains},
		{"on", company.isOn},
		{"required", company.isRequired}});
}

}

Result<> ProviderSettings::record(Sql& sql, const Caller& caller, const char* kind, Value details) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = kind,
			.actor = caller.user,
			.subject = caller.tenant.value,
			.details = std::move(details),
			.address = caller.address});
}

Result<Company> ProviderSettings::of(const TenantId& tenant) const noexcept
{
	return _context.store().read(tenant, [](Sql& sql) -> Result<Company> {
		auto stored = rows::company(sql);
		if (!stored) return stored.error();
		return std::move(stored->company);
	});
}

Result<Secret> ProviderSettings::secretOf(const TenantId& tenant) const
{
	auto stored = _context.store().read(tenant, [](Sql& sql) { return rows::company(sql); });
	if (!stored) return stored.error();
	auto bytes = _context.keys().fromBase64Url(stored->sealedSecret);
	if (!bytes) return bytes.error();
	return _context.keys().open(identityOfSecret(tenant), *bytes);
}

Result<> ProviderSettings::save(const Caller& caller, const Entered& entered) const
{
	Company company{.provider = entered.provider,
		.clientId = entered.clientId,
		.isOn = entered.isOn,
		.isRequired = entered.isOn && entered.isRequired};
	auto issuer = issuerOf(entered.provider, entered.given);
	if (!issuer) return issuer.error();
	company.issuer = std::move(*issuer);
	if (!isPlain(company.clientId)) return invalid("client_id", "1 to 300 characters without blanks");
	auto domains = domainsIn(entered.domains);
	if (!domains) return domains.error();
	company.domains = std::move(*domains);
	if (!entered.secret.empty() && !isPlain(entered.secret.reveal()))
		return invalid("secret", "1 to 300 characters without blanks");

	auto before = _context.store().read(caller.tenant, [](Sql& sql) { return rows::company(sql); });
	if (!before && before.error().code != Code::Missing) return before.error();
	if (entered.secret.empty() && (!before || before->company.issuer != company.issuer))
		return invalid("secret", "a new issuer needs its secret");
	if (auto answers = _book.askNow(company.issuer); !answers)
		return answers.error().at(company.provider == Provider::Microsoft ? "directory" : "issuer");

	auto sealed = entered.secret.empty()
		? before->sealedSecret
		: _context.keys().toBase64Url(
			  _context.keys().seal(identityOfSecret(caller.tenant), entered.secret.reveal()).value);
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto kept = rows::putCompany(sql, {company, sealed}, _context.clock().now()); !kept) return kept;
		auto details = Value::object({{"after", detailsOf(company)}, {"secret_changed", !entered.secret.empty()}});
		if (before) details.set("before", detailsOf(before->company));
		return record(sql, caller, "oidc.provider_changed", std::move(details));
	});
}

Result<std::string> ProviderSettings::linkedIssuerOf(const TenantId& tenant, const UserId& user) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<std::string> {
		auto accounts = rows::accountsOf(sql, user);
		if (!accounts) return accounts.error();
		return accounts->empty() ? std::string() : accounts->front().issuer;
	});
}

Result<> ProviderSettings::unlink(const Caller& caller, const UserId& user) const
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto gone = rows::unbind(sql, user);
		if (!gone) return gone.error();
		if (*gone == 0) return failed(Code::Missing, "the person has no account at the provider");
		if (!_journal) return {};
		return _journal->append(sql,
			{.kind = "oidc.account_unbound",
				.actor = caller.user,
				.subject = user.value,
				.details = Value::object({}),
				.address = caller.address});
	});
}

Result<> ProviderSettings::remove(const Caller& caller) const
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto before = rows::company(sql);
		if (!before) return before.error();
		if (auto gone = rows::removeCompany(sql); !gone) return gone;
		return record(sql, caller, "oidc.provider_removed", Value::object({{"before", detailsOf(before->company)}}));
	});
}

}
