#include "kernel/app/SessionRows.h"

#include <algorithm>

namespace sx::app {

namespace {

constexpr std::size_t kCookieBytes = 32;
constexpr std::size_t kIdCharacters = 22;  // of the hash: 132 bits
constexpr std::size_t kDeviceBytes = 300;
// Limits the precision of the idle time, because writing at every request would cost too many commits.
constexpr std::chrono::minutes kSeenPrecision{5};

/// Returns the printable ASCII of what a browser calls itself, which is all that a database and a page need of it.
std::string deviceOf(const http::Browser& browser)
{
	auto out = browser.device.substr(0, kDeviceBytes);
	std::erase_if(out, [](char c) { return c < 0x20 || c > 0x7e; });
	return out;
}

/// Returns how often a user's sessions have been ended, after ending them `more` times more. Holds the user's row until
/// the transaction ends, so that create() comes before or after endAll(), never between its statements.
Result<std::int64_t> hold(Sql& sql, const UserId& user, std::int64_t more)
{
	auto rows = sql.query("INSERT INTO kernel_session_end (tenant_id, user_id, generation) VALUES (:tenant, ?, ?) "
						  "ON CONFLICT (tenant_id, user_id) DO UPDATE SET "
						  "generation = kernel_session_end.generation + excluded.generation RETURNING generation",
		{user, more});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Internal, "a user's row was not held"};
	return rows->front().integer(0);
}

}

SessionRows::SessionRows(Store& store, const Keys& keys, const Clock& clock, SessionLimits limits):
	_store(store), _keys(keys), _clock(clock), _limits(limits)
{
}

std::string SessionRows::hashOf(std::string_view cookie) const { return _keys.toBase64Url(_keys.sha256(cookie).value); }

Result<SessionRight> SessionRows::rightOf(const TenantId& tenant, const UserId& user) noexcept
{
	auto rows = _store.read(tenant, [&](Sql& sql) {
		return sql.query("SELECT generation FROM kernel_session_end WHERE tenant_id = :tenant AND user_id = ?", {user});
	});
	if (!rows) return rows.error();
	return SessionRight{user, rows->empty() ? 0 : rows->front().integer(0)};
}

Result<std::string> SessionRows::create(
	const TenantId& tenant, const SessionRight& right, const http::Browser& browser) noexcept
{
	const auto cookie = _keys.toBase64Url(_keys.random(kCookieBytes).value);
	const auto hash = hashOf(cookie);
	const auto now = _clock.now();
	return _store.write(tenant, [&](Sql& sql) -> Result<std::string> {
		auto generation = hold(sql, right.user, 0);
		if (!generation) return generation.error();
		if (*generation != right.generation)
			return Error{Code::Unauthenticated, "the user's sessions were ended meanwhile"};
		auto done = sql.execute("INSERT INTO kernel_session (tenant_id, cookie_hash, user_id, made_at, seen_at, "
								"device, address) VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
			{hash, right.user, now, now, deviceOf(browser), browser.address});
		if (!done) return done.error();
		return cookie;
	});
}

Result<http::Session> SessionRows::find(const TenantId& tenant, std::string_view cookie) noexcept
{
	const auto hash = hashOf(cookie);
	const auto now = _clock.now();
	auto rows = _store.read(tenant, [&](Sql& sql) {
		return sql.query(
			"SELECT user_id, seen_at, made_at FROM kernel_session WHERE tenant_id = :tenant AND cookie_hash = ? "
			"AND seen_at > ? AND made_at > ?",
			{hash, now - _limits.idle, now - _limits.absolute});
	});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no live session"};
	const auto& row = rows->front();
	if (now - row.instant(1) > std::min<std::chrono::seconds>(kSeenPrecision, _limits.idle / 4))
	{
		auto seen = _store.writeOne(tenant,
			"UPDATE kernel_session SET seen_at = ? WHERE tenant_id = :tenant AND cookie_hash = ? RETURNING user_id",
			{now, hash});
		// The session was ended between the two statements.
		if (seen && seen->empty()) return Error{Code::Missing, "no live session"};
	}
	return http::Session{tenant, UserId{row.text(0)}, row.instant(2), hash.substr(0, kIdCharacters)};
}

Result<> SessionRows::end(const TenantId& tenant, std::string_view cookie) noexcept
{
	const auto hash = hashOf(cookie);
	return _store.write(tenant, [&](Sql& sql) -> Result<> {
		auto done = sql.execute("DELETE FROM kernel_session WHERE tenant_id = :tenant AND cookie_hash = ?", {hash});
		if (!done) return done.error();
		return {};
	});
}

Result<std::vector<SessionInfo>> SessionRows::list(const TenantId& tenant, const UserId& user) noexcept
{
	const auto now = _clock.now();
	auto rows = _store.read(tenant, [&](Sql& sql) {
		return sql.query("SELECT cookie_hash, made_at, seen_at, device, address FROM kernel_session WHERE "
						 "tenant_id = :tenant AND user_id = ? AND seen_at > ? AND made_at > ? ORDER BY seen_at DESC",
			{user, now - _limits.idle, now - _limits.absolute});
	});
	if (!rows) return rows.error();
	std::vector<SessionInfo> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.id = next.text().substr(0, kIdCharacters),
			.since = next.instant(),
			.seen = next.instant(),
			.device = next.text(),
			.address = next.text()});
	}
	return out;
}

Result<> SessionRows::endOne(Sql& sql, const UserId& user, std::string_view id) noexcept
{
	if (id.size() != kIdCharacters) return Error{Code::Missing, "no such session"};
	auto done = sql.execute("DELETE FROM kernel_session WHERE tenant_id = :tenant AND user_id = ? AND "
							"SUBSTR(cookie_hash, 1, 22) = ?",
		{user, id});
	if (!done) return done.error();
	if (*done == 0) return Error{Code::Missing, "no such session"};
	return {};
}

Result<> SessionRows::endAll(Sql& sql, const UserId& user) noexcept
{
	if (auto ended = hold(sql, user, 1); !ended) return ended.error();
	auto done = sql.execute("DELETE FROM kernel_session WHERE tenant_id = :tenant AND user_id = ?", {user});
	if (!done) return done.error();
	return {};
}

Result<> SessionRows::endEverySession() noexcept
{
	return _store.writeAll("a backup was restored", [](Sql& sql) -> Result<> {
		// all tenants: the whole deployment went back in time
		auto done = sql.execute("DELETE FROM kernel_session", {});
		if (!done) return done.error();
		return {};
	});
}

Result<> SessionRows::sweep() noexcept
{
	const auto now = _clock.now();
	return _store.writeAll("old sessions of every tenant", [&](Sql& sql) -> Result<> {
		auto idle = sql.execute("DELETE FROM kernel_session WHERE seen_at <= ?", {now - _limits.idle});
		if (!idle) return idle.error();
		auto old = sql.execute("DELETE FROM kernel_session WHERE made_at <= ?", {now - _limits.absolute});
		if (!old) return old.error();
		return {};
	});
}

}
