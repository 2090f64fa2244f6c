#include "store/MobileRows.h"

namespace sx::auth::mobiles {

namespace {

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

Result<MobileRow> one(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no mobile waits for a code");
	RowReader next(rows->front());
	return MobileRow{
		.mobile = next.text(), .code = next.text(), .triesLeft = next.integer(), .expires = next.instant()};
}

}

Result<> put(Sql& sql, const UserId& user, const MobileRow& row)
{
	return done(sql.execute("INSERT INTO auth_mobile (tenant_id, user_id, mobile, code, tries_left, expires) VALUES "
							"(:tenant, ?, ?, ?, ?, ?)"
							" ON CONFLICT (tenant_id, user_id) DO UPDATE SET mobile = excluded.mobile, code = "
							"excluded.code, tries_left = excluded.tries_left, expires = excluded.expires",
		{user, row.mobile, row.code, row.triesLeft, row.expires}));
}

Result<MobileRow> find(Sql& sql, const UserId& user, Instant now)
{
	return one(sql.query("SELECT mobile, code, tries_left, expires FROM auth_mobile WHERE tenant_id = :tenant AND "
						 "user_id = ? AND expires > ?",
		{user, now}));
}

Result<MobileRow> take(Sql& sql, const UserId& user, Instant now)
{
	return one(sql.query("UPDATE auth_mobile SET tries_left = tries_left - 1 WHERE tenant_id = :tenant AND user_id = ? "
						 "AND expires > ? AND tries_left > 0"
						 " RETURNING mobile, code, tries_left, expires",
		{user, now}));
}

Result<> remove(Sql& sql, const UserId& user)
{
	return done(sql.execute("DELETE FROM auth_mobile WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<> sweep(Sql& sql, Instant now) { return done(sql.execute("DELETE FROM auth_mobile WHERE expires <= ?", {now})); }

}
