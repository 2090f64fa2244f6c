#include "kernel/data/PostgresEngine.h"

#include "kernel/data/Transaction.h"

namespace sx::data {
namespace {

// How many times a statement is tried that the server rolled back (deadlock, serialization).
constexpr int kTries = 4;

// The number is arbitrary, but the same on every node. The lock is held while the schema changes, without a time limit.
constexpr const char* kSchemaLock =
	"SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock(5320198312745301)";
constexpr const char* kSchemaUnlock =
	"RESET statement_timeout; RESET lock_timeout; SELECT pg_advisory_unlock(5320198312745301)";

/// Tells whether the server rolled the statement back in favour of another, before anything was acknowledged.
bool mayTryAgain(const Error& error) noexcept
{
	return error.detail.starts_with("postgresql: 40001") || error.detail.starts_with("postgresql: 40P01");
}

/// Defines BLOB, so that one SQL file can serve both databases.
constexpr const char* kBlobDomain =
	"DO $$ BEGIN IF to_regtype('blob') IS NULL THEN CREATE DOMAIN blob AS bytea; END IF; END $$";

}

PostgresEngine::PostgresEngine(PostgresTarget target, const DatabaseOptions& options):
	_target(std::move(target)), _pool(options.minSessions, options.maxSessions, options.sessionTimeout, [this] {
		return PostgresSession::open(_target);
	})
{
}

Result<std::unique_ptr<Engine>> PostgresEngine::open(const std::string& url, const DatabaseOptions& options) noexcept
try
{
	auto target = PostgresTarget::parse(url, options);
	if (!target) return target.error();
	std::unique_ptr<Engine> engine(new PostgresEngine(std::move(*target), options));
	auto ready = engine->changeSchema([](Session& session) { return session.script(kBlobDomain); });
	if (!ready) return ready.error();
	return engine;
}
catch (const std::exception& e)
{
	return Error{Code::Unavailable, std::string("postgresql: ") + e.what()};
}

/// Lends a session with an open transaction. If its connection broke while it was idle, takes another: nothing has been
/// done yet.
Result<PostgresEngine::Pool::Lease> PostgresEngine::begun(bool writes) noexcept
{
	for (int attempt = 1;; ++attempt)
	{
		auto session = _pool.take();
		if (!session) return session;
		auto begun = (*session)->begin(writes);
		if (begun) return session;
		if (begun.error().code != Code::Unavailable || attempt == 2) return begun.error();
	}
}

Result<> PostgresEngine::transact(const Scope& scope, bool writes, const Store::Work& work) noexcept
{
	std::vector<std::function<void()>> hooks;
	{
		auto session = begun(writes);
		if (!session) return session.error();
		Transaction transaction(**session, scope);
		auto done = transaction.run(work);
		if (done) done = (*session)->commit();
		if (!done)
		{
			if ((*session)->isInTransaction()) (void)(*session)->script("ROLLBACK");
			return done;
		}
		hooks = transaction.takeHooks();
	}
	for (const auto& hook: hooks) hook();
	return {};
}

Result<SqlRows> PostgresEngine::writeOne(const Scope& scope, std::string_view text, const SqlValues& values) noexcept
{
	for (int attempt = 1;; ++attempt)
	{
		auto session = _pool.take();
		if (!session) return session.error();
		auto outcome = (*session)->run(text, values, scope);
		if (outcome) return std::move(outcome->rows);
		if (attempt == kTries || !mayTryAgain(outcome.error())) return outcome.error();
	}
}

Result<> PostgresEngine::changeSchema(const std::function<Result<>(Session&)>& change) noexcept
{
	auto session = _pool.take();
	if (!session) return session.error();
	auto done = (*session)->script(kSchemaLock);
	if (!done) return done;  // nothing to reset: the connection is gone, or the server has rolled the settings back
	done = change(**session);
	if ((*session)->isInTransaction()) (void)(*session)->script("ROLLBACK");
	auto unlocked = (*session)->script(kSchemaUnlock);
	return done ? unlocked : done;
}

Result<> PostgresEngine::refreshStatistics() noexcept
{
	return changeSchema([](Session& session) -> Result<> {
		const TenantId nobody;
		// reltuples < 0: neither ANALYZE nor autovacuum has seen the table, as after a restore.
		auto unseen = session.run("SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' AND "
								  "c.relnamespace = current_schema()::regnamespace AND c.reltuples < 0 AND "
								  "pg_relation_size(c.oid) > 0",
			{},
			{nobody, true});
		if (!unseen) return unseen.error();
		for (const auto& row: unseen->rows)
			if (auto done = session.script("ANALYZE " + row.text(0)); !done) return done;
		return {};
	});
}

Result<bool> PostgresEngine::keepsStatistics() noexcept
{
	const TenantId nobody;
	auto session = _pool.take();
	if (!session) return session.error();
	auto outcome = (*session)->run(
		"SELECT current_setting('autovacuum') = 'on' AND current_setting('track_counts') = 'on'", {}, {nobody, true});
	if (!outcome) return outcome.error();
	return !outcome->rows.empty() && outcome->rows.front().flag(0);
}

Result<> PostgresEngine::check() noexcept
{
	auto session = _pool.take();
	if (!session) return session.error();
	return (*session)->script("SELECT 1");
}

}
