#include "store/MobileRows.h"

namespace auth::mobiles {

namespace {

sx::Result<> done(const sx::Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

sx::Result<MobileRow> one(const sx::Result<sx::SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return sx::Error{.code = sx::Code::Missing, .detail = "no mobile waits for a code"};
	const auto& row = rows->front();
	return MobileRow{row.text(0), row.text(1), row.integer(2), row.instant(3)};
}

}

sx::Result<> put(sx::Sql& sql, const sx::UserId& user, const MobileRow& row)
{
	return done(sql.execute("INSERT INTO auth_mobile (tenant_id, user_id, mobile, code, tries_left, expires) VALUES "
							"(:tenant, ?, ?, ?, ?, ?)"
							" ON CONFLICT (tenant_id, user_id) DO UPDATE SET mobile = excluded.mobile, code = "
							"excluded.code, tries_left = excluded.tries_left, expires = excluded.expires",
		{user, row.mobile, row.code, row.triesLeft, row.expires}));
}

sx::Result<MobileRow> find(sx::Sql& sql, const sx::UserId& user, sx::Instant now)
{
	return one(sql.query("SELECT mobile, code, tries_left, expires FROM auth_mobile WHERE tenant_id = :tenant AND "
						 "user_id = ? AND expires > ?",
		{user, now}));
}

sx::Result<MobileRow> take(sx::Sql& sql, const sx::UserId& user, sx::Instant now)
{
	return one(sql.query("UPDATE auth_mobile SET tries_left = tries_left - 1 WHERE tenant_id = :tenant AND user_id = ? "
						 "AND expires > ? AND tries_left > 0"
						 " RETURNING mobile, code, tries_left, expires",
		{user, now}));
}

sx::Result<> remove(sx::Sql& sql, const sx::UserId& user)
{
	return done(sql.execute("DELETE FROM auth_mobile WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

sx::Result<> sweep(sx::Sql& sql, sx::Instant now)
{
	return done(sql.execute("DELETE FROM auth_mobile WHERE expires <= ?", {now}));
}

}
