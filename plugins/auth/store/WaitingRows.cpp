#include "store/WaitingRows.h"

namespace sx::auth::waitings {

namespace {

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

Result<Waiting> one(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "nobody waits for a second factor here");
	RowReader next(rows->front());
	return Waiting{.right = {.user = {next.text()}, .generation = next.integer()},
		.how = next.text(),
		.next = next.text(),
		.code = next.text()};
}

}

Result<> add(Sql& sql, const std::string& tokenHash, const Waiting& waiting, Instant expires)
{
	return done(sql.execute("INSERT INTO auth_waiting (tenant_id, token_hash, user_id, generation, how, next, code, "
							"expires) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?)",
		{tokenHash, waiting.right.user, waiting.right.generation, waiting.how, waiting.next, waiting.code, expires}));
}

Result<Waiting> find(Sql& sql, const std::string& tokenHash, Instant now)
{
	return one(sql.query("SELECT user_id, generation, how, next, code FROM auth_waiting WHERE tenant_id = :tenant AND "
						 "token_hash = ? AND expires > ?",
		{tokenHash, now}));
}

Result<> setCode(Sql& sql, const std::string& tokenHash, const std::string& code)
{
	return done(sql.execute(
		"UPDATE auth_waiting SET code = ? WHERE tenant_id = :tenant AND token_hash = ?", {code, tokenHash}));
}

Result<Waiting> take(Sql& sql, const std::string& tokenHash, Instant now)
{
	return one(sql.query("DELETE FROM auth_waiting WHERE tenant_id = :tenant AND token_hash = ? AND expires > ? "
						 "RETURNING user_id, generation, how, next, code",
		{tokenHash, now}));
}

Result<> removeAllOf(Sql& sql, const UserId& user)
{
	return done(sql.execute("DELETE FROM auth_waiting WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<> sweep(Sql& sql, Instant now)
{
	return done(sql.execute("DELETE FROM auth_waiting WHERE expires <= ?", {now}));
}

}
