#include "store/CompanyRows.h"

namespace sx::mail::company_rows {

namespace {

Result<> written(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

Result<std::optional<CompanyServer>> find(Sql& sql)
{
	auto rows = sql.query("SELECT host, port, security, account, sealed, address, failing_since, tried, answer"
						  " FROM mail_company WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<CompanyServer>();
	RowReader next(rows->front());
	return std::optional(CompanyServer{.host = next.text(),
		.port = next.integer(),
		.isTlsFirst = next.text() == "tls",
		.account = next.text(),
		.sealed = next.text(),
		.address = next.text(),
		.failingSince = next.maybeInstant(),
		.tried = next.maybeInstant(),
		.answer = next.text()});
}

Result<> put(Sql& sql, const CompanyServer& server)
{
	return written(sql.execute(
		"INSERT INTO mail_company (tenant_id, host, port, security, account, sealed, address, failing_since, tried,"
		" answer) VALUES (:tenant, ?, ?, ?, ?, ?, ?, NULL, NULL, '') ON CONFLICT (tenant_id) DO UPDATE SET"
		" host = excluded.host, port = excluded.port, security = excluded.security, account = excluded.account,"
		" sealed = excluded.sealed, address = excluded.address, failing_since = NULL, tried = NULL, answer = ''",
		{server.host,
			server.port,
			server.isTlsFirst ? "tls" : "starttls",
			server.account,
			server.sealed,
			server.address}));
}

Result<> remove(Sql& sql) { return written(sql.execute("DELETE FROM mail_company WHERE tenant_id = :tenant")); }

Result<> mark(Sql& sql, const CompanyServer& server)
{
	return written(
		sql.execute("UPDATE mail_company SET failing_since = ?, tried = ?, answer = ? WHERE tenant_id = :tenant",
			{server.failingSince, server.tried, server.answer}));
}

}
