#include "store/LinkStore.h"

#include <algorithm>

namespace auth::links {

namespace {

sx::Result<> done(const sx::Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

sx::Result<Link> one(const sx::Result<sx::SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return sx::Error{.code = sx::Code::Missing, .detail = "no such link, or it is used or expired"};
	return Link{{rows->front().text(0)}, rows->front().text(1)};
}

}

sx::Result<> addRequest(sx::Sql& sql, const std::string& id, sx::Instant made, const std::string& sealed)
{
	return done(sql.execute(
		"INSERT INTO auth_request (tenant_id, id, made, sealed) VALUES (:tenant, ?, ?, ?)", {id, made, sealed}));
}

sx::Result<SealedRequest> requestById(sx::Sql& sql, const std::string& id)
{
	auto rows = sql.query("SELECT made, sealed FROM auth_request WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return sx::Error{.code = sx::Code::Missing, .detail = "no such request"};
	return SealedRequest{rows->front().instant(0), rows->front().text(1)};
}

sx::Result<> removeRequest(sx::Sql& sql, const std::string& id)
{
	return done(sql.execute("DELETE FROM auth_request WHERE tenant_id = :tenant AND id = ?", {id}));
}

sx::Result<> add(sx::Sql& sql, const std::string& tokenHash, const Link& link, sx::Instant expires)
{
	return done(sql.execute(
		"INSERT INTO auth_link (tenant_id, token_hash, user_id, next, expires) VALUES (:tenant, ?, ?, ?, ?)",
		{tokenHash, link.user, link.next, expires}));
}

sx::Result<Link> find(sx::Sql& sql, const std::string& tokenHash, sx::Instant now)
{
	return one(sql.query("SELECT user_id, next FROM auth_link WHERE tenant_id = :tenant AND token_hash = ? AND used IS "
						 "NULL AND expires > ?",
		{tokenHash, now}));
}

sx::Result<Link> use(sx::Sql& sql, const std::string& tokenHash, sx::Instant now)
{
	auto link = one(sql.query("UPDATE auth_link SET used = ? WHERE tenant_id = :tenant AND token_hash = ? AND used IS "
							  "NULL AND expires > ? RETURNING user_id, next",
		{now, tokenHash, now}));
	if (!link) return link;
	auto others = sql.execute(
		"UPDATE auth_link SET used = ? WHERE tenant_id = :tenant AND user_id = ? AND used IS NULL", {now, link->user});
	if (!others) return others.error();
	return link;
}

sx::Result<bool> takeProof(sx::Sql& sql, const std::string& nonce, sx::Instant expires)
{
	auto taken = sql.execute(
		"INSERT INTO auth_proof (tenant_id, nonce, expires) VALUES (:tenant, ?, ?) ON CONFLICT DO NOTHING",
		{nonce, expires});
	if (!taken) return taken.error();
	return *taken == 1;
}

sx::Result<std::chrono::seconds> countRate(
	sx::Sql& sql, const std::string& bucket, const Window& window, sx::Instant now)
{
	const auto over = now - window.length;
	auto rows = sql.query("INSERT INTO auth_rate (tenant_id, bucket, started, asked) VALUES (:tenant, ?, ?, 1) "
						  "ON CONFLICT (tenant_id, bucket) DO UPDATE SET "
						  "asked = CASE WHEN auth_rate.started <= ? THEN 1 ELSE auth_rate.asked + 1 END, "
						  "started = CASE WHEN auth_rate.started <= ? THEN ? ELSE auth_rate.started END "
						  "RETURNING asked, started",
		{bucket, now, over, over, now});
	if (!rows) return rows.error();
	if (rows->empty()) return sx::Error{.detail = "auth: a rate was not counted"};
	if (rows->front().integer(0) <= window.most) return std::chrono::seconds(0);
	const auto left = std::chrono::ceil<std::chrono::seconds>(rows->front().instant(1) + window.length - now);
	return std::max(left, std::chrono::seconds(1));
}

sx::Result<> sweep(sx::Sql& sql, sx::Instant now)
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
