#include "store/LinkRows.h"

#include <algorithm>

namespace sx::auth::links {

namespace {

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

Result<Link> one(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such link, or it is used or expired");
	RowReader next(rows->front());
	return Link{.user = {next.text()},
		.generation = next.integer(),
		.next = next.text(),
		.browser = next.text(),
		.how = next.text()};
}

}

Result<> addRequest(Sql& sql, const std::string& id, Instant made, const std::string& sealed)
{
	return done(sql.execute(
		"INSERT INTO auth_request (tenant_id, id, made, sealed) VALUES (:tenant, ?, ?, ?)", {id, made, sealed}));
}

Result<SealedRequest> requestById(Sql& sql, const std::string& id)
{
	auto rows = sql.query("SELECT made, sealed FROM auth_request WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such request");
	RowReader next(rows->front());
	return SealedRequest{.made = next.instant(), .sealed = next.text()};
}

Result<> removeRequest(Sql& sql, const std::string& id)
{
	return done(sql.execute("DELETE FROM auth_request WHERE tenant_id = :tenant AND id = ?", {id}));
}

Result<> add(Sql& sql, const std::string& tokenHash, const Link& link, const std::string& code, Instant expires)
{
	return done(sql.execute(
		"INSERT INTO auth_link (tenant_id, token_hash, user_id, generation, next, browser, how, code, expires) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?)",
		{tokenHash, link.user, link.generation, link.next, link.browser, link.how, code, expires}));
}

Result<Link> find(Sql& sql, const std::string& tokenHash, Instant now)
{
	return one(sql.query(
		"SELECT user_id, generation, next, browser, how FROM auth_link WHERE tenant_id = :tenant AND token_hash = "
		"? AND used IS NULL AND expires > ?",
		{tokenHash, now}));
}

Result<std::string> byCode(Sql& sql, const std::string& browser, const std::string& code, Instant now)
{
	auto rows = sql.query("SELECT token_hash FROM auth_link WHERE tenant_id = :tenant AND browser = ? AND code = ? AND "
						  "used IS NULL AND expires > ?",
		{browser, code, now});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no link with this code was asked for here");
	return rows->front().text(0);
}

Result<> endAllOf(Sql& sql, const UserId& user, Instant now)
{
	return done(sql.execute(
		"UPDATE auth_link SET used = ? WHERE tenant_id = :tenant AND user_id = ? AND used IS NULL", {now, user}));
}

Result<Link> use(Sql& sql, const std::string& tokenHash, Instant now)
{
	auto link = one(sql.query("UPDATE auth_link SET used = ? WHERE tenant_id = :tenant AND token_hash = ? AND used IS "
							  "NULL AND expires > ? RETURNING user_id, generation, next, browser, how",
		{now, tokenHash, now}));
	if (!link) return link;
	if (auto others = endAllOf(sql, link->user, now); !others) return others.error();
	return link;
}

Result<bool> takeProof(Sql& sql, const std::string& nonce, Instant expires)
{
	auto taken = sql.execute(
		"INSERT INTO auth_proof (tenant_id, nonce, expires) VALUES (:tenant, ?, ?) ON CONFLICT DO NOTHING",
		{nonce, expires});
	if (!taken) return taken.error();
	return *taken == 1;
}

Result<std::chrono::seconds> countRate(Sql& sql, const std::string& bucket, const Window& window, Instant now)
{
	const auto over = now - window.length;
	auto rows = sql.query("INSERT INTO auth_rate (tenant_id, bucket, started, asked) VALUES (:tenant, ?, ?, 1) "
						  "ON CONFLICT (tenant_id, bucket) DO UPDATE SET "
						  "asked = CASE WHEN auth_rate.started <= ? THEN 1 ELSE auth_rate.asked + 1 END, "
						  "started = CASE WHEN auth_rate.started <= ? THEN ? ELSE auth_rate.started END "
						  "RETURNING asked, started",
		{bucket, now, over, over, now});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Internal, "auth: a rate was not counted");
	RowReader next(rows->front());
	const auto asked = next.integer();
	const auto started = next.instant();
	if (asked <= window.most) return std::chrono::seconds(0);
	const auto left = std::chrono::ceil<std::chrono::seconds>(started + window.length - now);
	return std::max(left, std::chrono::seconds(1));
}

Result<std::int64_t> rate(Sql& sql, const std::string& bucket, const Window& window, Instant now)
{
	auto rows = sql.query("SELECT asked FROM auth_rate WHERE tenant_id = :tenant AND bucket = ? AND started > ?",
		{bucket, now - window.length});
	if (!rows) return rows.error();
	return rows->empty() ? 0 : rows->front().integer(0);
}

Result<> sweep(Sql& sql, Instant now)
{
	const auto dayAgo = now - std::chrono::hours(24);
	for (const char* text: {"DELETE FROM auth_link WHERE expires < ?",
			 "DELETE FROM auth_proof WHERE expires < ?",
			 "DELETE FROM auth_rate WHERE started < ?",
			 "DELETE FROM auth_request WHERE made < ?"})
		if (auto gone = done(sql.execute(text, {dayAgo})); !gone) return gone;
	return {};
}

}
