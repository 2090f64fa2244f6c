#include "kernel/app/SessionRows.h"

#include <algorithm>

namespace sx::app {

namespace {

constexpr std::size_t kCookieBytes = 32;
// Limits the precision of the idle time, because writing at every request would cost too many commits.
constexpr std::chrono::minutes kSeenPrecision{5};

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

Result<std::string> SessionRows::create(const TenantId& tenant, const SessionRight& right) noexcept
{
	const auto cookie = _keys.toBase64Url(_keys.random(kCookieBytes).value);
	const auto hash = hashOf(cookie);
	const auto now = _clock.now();
	return _store.write(tenant, [&](Sql& sql) -> Result<std::string> {
		auto generation = hold(sql, right.user, 0);
		if (!generation) return generation.error();
		if (*generation != right.generation)
			return Error{Code::Unauthenticated, "the user's sessions were ended meanwhile"};
		auto done = sql.execute("INSERT INTO kernel_session (tenant_id, cookie_hash, user_id, made_at, seen_at) VALUES "
								"(:tenant, ?, ?, ?, ?)",
			{hash, right.user, now, now});
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
	return http::Session{tenant, UserId{row.text(0)}, row.instant(2)};
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
