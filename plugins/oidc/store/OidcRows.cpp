#include "store/OidcRows.h"

#include "sx/arguments.h"

namespace sx::oidc::rows {

namespace {

Result<> done(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	return {};
}

std::string joined(const std::vector<std::string>& all)
{
	std::string out;
	for (const auto& each: all) out += (out.empty() ? "" : ",") + each;
	return out;
}

}

Result<StoredCompany> company(Sql& sql)
{
	auto rows = sql.query("SELECT provider, issuer, client_id, secret, domains, is_on, is_required FROM oidc_company "
						  "WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "the company has no identity provider");
	RowReader next(rows->front());
	StoredCompany out;
	out.company.provider = kProviders.valueOf(next.text()).value_or(Provider::Other);
	out.company.issuer = next.text();
	out.company.clientId = next.text();
	out.sealedSecret = next.text();
	out.company.domains = splitList(next.text());
	out.company.isOn = next.flag();
	out.company.isRequired = next.flag();
	return out;
}

Result<> putCompany(Sql& sql, const StoredCompany& stored, Instant now)
{
	const auto& company = stored.company;
	return done(sql.execute(
		"INSERT INTO oidc_company (tenant_id, provider, issuer, client_id, secret, domains, is_on, is_required, "
		"changed) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id) DO UPDATE SET "
		"provider = excluded.provider, issuer = excluded.issuer, client_id = excluded.client_id, "
		"secret = excluded.secret, domains = excluded.domains, is_on = excluded.is_on, "
		"is_required = excluded.is_required, changed = excluded.changed",
		{kProviders.wordOf(company.provider),
			company.issuer,
			company.clientId,
			stored.sealedSecret,
			joined(company.domains),
			std::int64_t{company.isOn},
			std::int64_t{company.isRequired},
			now}));
}

Result<> removeCompany(Sql& sql) { return done(sql.execute("DELETE FROM oidc_company WHERE tenant_id = :tenant", {})); }

Result<> addFlow(Sql& sql, const Flow& flow, Instant expires)
{
	return done(sql.execute("INSERT INTO oidc_flow (tenant_id, state_hash, browser, issuer, client_id, sealed, expires) "
							"VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{flow.state, flow.browser, flow.issuer, flow.clientId, flow.sealed, expires}));
}

Result<Flow> takeFlow(Sql& sql, const std::string& state, Instant now)
{
	auto rows = sql.query("DELETE FROM oidc_flow WHERE tenant_id = :tenant AND state_hash = ? "
						  "RETURNING browser, issuer, client_id, sealed, expires",
		{state});
	if (!rows) return rows.error();
	if (rows->empty() || rows->front().instant(4) <= now) return failed(Code::Missing, "no sign-in has this state");
	RowReader next(rows->front());
	return Flow{
		.state = state, .browser = next.text(), .issuer = next.text(), .clientId = next.text(), .sealed = next.text()};
}

Result<> sweepFlows(Sql& sql, Instant now)
{
	// all tenants: what has expired is nobody's any more
	return done(sql.execute("DELETE FROM oidc_flow WHERE expires <= ?", {now}));
}

Result<UserId> personOf(Sql& sql, const std::string& issuer, const std::string& subject)
{
	auto rows = sql.query(
		"SELECT user_id FROM oidc_account WHERE tenant_id = :tenant AND issuer = ? AND subject = ?", {issuer, subject});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "the account is nobody's");
	return UserId{rows->front().text(0)};
}

Result<bool> bind(Sql& sql, const std::string& issuer, const std::string& subject, const UserId& user, Instant now)
{
	auto added = sql.execute(
		"INSERT INTO oidc_account (tenant_id, issuer, subject, user_id, bound) VALUES (:tenant, ?, ?, ?, ?) "
		"ON CONFLICT DO NOTHING",
		{issuer, subject, user, now});
	if (!added) return added.error();
	return *added == 1;
}

Result<std::int64_t> unbind(Sql& sql, const UserId& user)
{
	return sql.execute("DELETE FROM oidc_account WHERE tenant_id = :tenant AND user_id = ?", {user});
}

Result<std::vector<Account>> accountsOf(Sql& sql, const UserId& user)
{
	auto rows = sql.query(
		"SELECT issuer, subject FROM oidc_account WHERE tenant_id = :tenant AND user_id = ? ORDER BY issuer", {user});
	if (!rows) return rows.error();
	std::vector<Account> out;
	for (const auto& row: *rows) out.push_back({row.text(0), row.text(1)});
	return out;
}

}
