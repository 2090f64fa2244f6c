#include "store/BrowserRows.h"

namespace sx::auth::browsers {

namespace {

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

Result<bool> isKnown(Sql& sql, const std::string& mark)
{
	auto rows = sql.query("SELECT 1 FROM auth_browser WHERE tenant_id = :tenant AND mark = ?", {mark});
	if (!rows) return rows.error();
	return !rows->empty();
}

Result<> remember(Sql& sql, const std::string& mark, const UserId& user, Instant now)
{
	return done(sql.execute("INSERT INTO auth_browser (tenant_id, mark, user_id, seen) VALUES (:tenant, ?, ?, ?) "
							"ON CONFLICT (tenant_id, mark) DO UPDATE SET seen = excluded.seen",
		{mark, user, now}));
}

Result<> forgetAllOf(Sql& sql, const UserId& user)
{
	return done(sql.execute("DELETE FROM auth_browser WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<> sweep(Sql& sql, Instant since)
{
	return done(sql.execute("DELETE FROM auth_browser WHERE seen < ?", {since}));
}

}
