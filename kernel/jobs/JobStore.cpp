#include "kernel/jobs/JobStore.h"

#include <algorithm>

namespace sx::jobs {
namespace {

constexpr std::string_view kWhy = "the queue serves all tenants";

// When a job of the same key is already waiting, this adds none. It locks that row instead, so that no node runs the
// job before the caller's transaction commits.
#define SX_ENQUEUE(TENANT)                                                                                             \
	"INSERT INTO kernel_job (tenant_id, id, kind, payload, unique_key, state, attempts, due_at, owner, last_error, "   \
	"created_at) "                                                                                                     \
	"VALUES (" TENANT ", ?, ?, ?, ?, 'waiting', 0, ?, '', '', ?) "                                                     \
	"ON CONFLICT (tenant_id, kind, unique_key) WHERE state = 'waiting' AND unique_key IS NOT NULL DO UPDATE SET "      \
	"due_at = "                                                                                                        \
	"CASE WHEN kernel_job.attempts = 0 AND excluded.due_at < kernel_job.due_at THEN excluded.due_at ELSE "             \
	"kernel_job.due_at END"
constexpr std::string_view kEnqueueOfTenant = SX_ENQUEUE(":tenant");
constexpr std::string_view kEnqueueOfNobody = SX_ENQUEUE("''");
#undef SX_ENQUEUE

constexpr std::string_view kFence = "tenant_id = ? AND id = ? AND owner = ? AND attempts = ? AND state = 'running'";

/// Returns `?, ?, ?` for the kinds, and appends their names to the values.
std::string placesOf(const std::map<std::string, JobKind>& kinds, SqlValues& values)
{
	std::string places;
	for (const auto& [name, kind]: kinds)
	{
		places += places.empty() ? "?" : ", ?";
		values.push_back(name);
	}
	return places;
}

}

JobStore::JobStore(data::Database& database, std::string node):
	_store(database.storeFor("kernel.jobs")), _node(std::move(node))
{
}

Result<std::int64_t> JobStore::change(std::string_view text, const SqlValues& values) noexcept
{
	return _store->writeAll(kWhy, [&](Sql& sql) { return sql.execute(text, values); });
}

Result<SqlRows> JobStore::read(std::string_view text, const SqlValues& values) noexcept
{
	return _store->readAll(kWhy, [&](Sql& sql) { return sql.query(text, values); });
}

Result<> JobStore::enqueue(
	Sql& sql, const NewJob& job, const std::string& id, const std::string& payload, Instant now) noexcept
{
	const auto key = job.key.empty() ? SqlValue() : SqlValue(job.key);
	auto done = sql.execute(
		sql.tenant().empty() ? kEnqueueOfNobody : kEnqueueOfTenant, {id, job.kind, payload, key, now + job.delay, now});
	if (!done) return done.error();
	return {};
}

Result<std::optional<Instant>> JobStore::nextDue(const std::map<std::string, JobKind>& kinds) noexcept
{
	SqlValues values;
	const auto places = placesOf(kinds, values);
	auto rows = read("SELECT MIN(due_at) FROM kernel_job WHERE state <> 'failed' AND kind IN (" + places + ")", values);
	if (!rows) return rows.error();
	return rows->empty() ? std::nullopt : (*rows)[0].maybeInstant(0);
}

Result<std::optional<Claim>> JobStore::claim(const std::map<std::string, JobKind>& kinds, Instant now) noexcept
{
	std::string leases = "CASE kind";
	SqlValues values{_node, now};
	for (const auto& [name, kind]: kinds)
	{
		leases += " WHEN ? THEN ?";
		values.push_back(name);
		values.push_back(std::int64_t{std::chrono::milliseconds(kind.lease).count()});
	}
	values.push_back(now);
	const auto places = placesOf(kinds, values);
	// Compare rows with `=`, not IN, so that PostgreSQL evaluates the subquery once.
	auto rows = _store->writeAll(kWhy, [&](Sql& sql) {
		return sql.query("UPDATE kernel_job SET state = 'running', attempts = attempts + 1, owner = ?, due_at = ? + " +
				leases +
				" ELSE 0 END "
				"WHERE (tenant_id, id) = (SELECT tenant_id, id FROM kernel_job WHERE state <> 'failed' AND due_at <= ? "
				"AND kind IN (" +
				places +
				") "
				"ORDER BY due_at LIMIT 1" +
				(_store->isPostgres() ? " FOR UPDATE SKIP LOCKED" : "") +
				") "
				"RETURNING id, tenant_id, kind, payload, attempts",
			values);
	});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<Claim>();
	RowReader next(rows->front());
	return std::optional(Claim{next.text(), {next.text()}, next.text(), next.text(), static_cast<int>(next.integer())});
}

Result<> JobStore::finish(const Claim& claim) noexcept
{
	auto done = change(
		"DELETE FROM kernel_job WHERE " + std::string(kFence), {claim.tenant, claim.id, _node, claim.attempt});
	if (!done) return done.error();
	return {};
}

Result<> JobStore::putBack(const Claim& claim, Instant due, const std::string& error) noexcept
{
	auto done = change("UPDATE kernel_job SET state = 'waiting', due_at = ?, owner = '', last_error = ? WHERE " +
			std::string(kFence) +
			" AND NOT EXISTS (SELECT 1 FROM kernel_job other WHERE other.tenant_id = kernel_job.tenant_id AND "
			"other.kind = kernel_job.kind"
			" AND other.unique_key = kernel_job.unique_key AND other.state = 'waiting')",
		{due, error, claim.tenant, claim.id, _node, claim.attempt});
	// If another job of the same key is already waiting, that one does the work.
	if (done ? *done == 0 : done.error().code == Code::Conflict) return finish(claim);
	if (!done) return done.error();
	return {};
}

Result<> JobStore::giveUp(const Claim& claim, Instant now, const std::string& error) noexcept
{
	auto done = change(
		"UPDATE kernel_job SET state = 'failed', due_at = ?, owner = '', last_error = ? WHERE " + std::string(kFence),
		{now, error, claim.tenant, claim.id, _node, claim.attempt});
	if (!done) return done.error();
	return {};
}

Result<> JobStore::addSchedule(const Schedule& schedule, Instant now) noexcept
{
	auto done = change(
		"INSERT INTO kernel_schedule (name, due_at, owner, last_error) VALUES (?, ?, '', '') ON CONFLICT DO NOTHING",
		{schedule.name, now});
	if (!done) return done.error();
	done = change("UPDATE kernel_schedule SET due_at = ? WHERE name = ? AND due_at > ? AND owner = ''",
		{now + schedule.every, schedule.name, now + schedule.every});
	if (!done) return done.error();
	return {};
}

Result<bool> JobStore::claimSchedule(const std::string& name, Instant now, Instant leaseEnd) noexcept
{
	auto done = change("UPDATE kernel_schedule SET due_at = ?, owner = ? WHERE name = ? AND due_at <= ?",
		{leaseEnd, _node, name, now});
	if (!done) return done.error();
	return *done == 1;
}

Result<Instant> JobStore::scheduleDue(const std::string& name) noexcept
{
	auto rows = read("SELECT due_at FROM kernel_schedule WHERE name = ?", {name});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "jobs: no schedule " + name};
	return (*rows)[0].instant(0);
}

Result<> JobStore::finishSchedule(
	const std::string& name, Instant ranAt, Instant due, const std::string& error) noexcept
{
	auto done = change(
		"UPDATE kernel_schedule SET due_at = ?, owner = '', last_error = ?, ran_at = ? WHERE name = ? AND owner = ?",
		{due, error, ranAt, name, _node});
	if (!done) return done.error();
	return {};
}

Result<QueueState> JobStore::state(Instant now) noexcept
{
	// ORDER BY makes both databases count along the index, however many rows are in another state.
	auto rows = read("SELECT (SELECT COUNT(*) FROM"
					 " (SELECT 1 FROM kernel_job WHERE state <> 'failed' ORDER BY due_at LIMIT 10000) AS unfinished),"
					 " (SELECT COUNT(*) FROM kernel_job WHERE state = 'running'),"
					 " (SELECT COUNT(*) FROM"
					 " (SELECT 1 FROM kernel_job WHERE state = 'failed' ORDER BY due_at LIMIT 10000) AS failed)",
		{});
	if (!rows) return rows.error();
	QueueState out;
	out.running = (*rows)[0].integer(1);
	out.waiting = std::max<std::int64_t>(0, (*rows)[0].integer(0) - out.running);
	out.failed = (*rows)[0].integer(2);
	rows = read("SELECT due_at FROM kernel_job WHERE state <> 'failed' AND state = 'waiting' AND due_at <= ?"
				" ORDER BY due_at LIMIT 1",
		{now});
	if (!rows) return rows.error();
	if (!rows->empty()) out.oldestDue = (*rows)[0].instant(0);
	return out;
}

Result<std::vector<FailedJob>> JobStore::failed(int limit) noexcept
{
	auto rows = read("SELECT id, tenant_id, kind, attempts, last_error, due_at FROM kernel_job WHERE state = 'failed' "
					 "ORDER BY due_at LIMIT ?",
		{limit});
	if (!rows) return rows.error();
	std::vector<FailedJob> all;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		all.push_back(
			{next.text(), {next.text()}, next.text(), static_cast<int>(next.integer()), next.text(), next.instant()});
	}
	return all;
}

Result<> JobStore::retry(const std::string& id, Instant now) noexcept
{
	auto done = change(
		"UPDATE kernel_job SET state = 'waiting', attempts = 0, due_at = ? WHERE id = ? AND state = 'failed'",
		{now, id});
	if (!done) return done.error();
	if (*done == 0) return Error{Code::Missing, "jobs: no failed job of this id"};
	return {};
}

Result<> JobStore::forget(const std::string& id) noexcept
{
	auto done = change("DELETE FROM kernel_job WHERE id = ? AND state = 'failed'", {id});
	if (!done) return done.error();
	if (*done == 0) return Error{Code::Missing, "jobs: no failed job of this id"};
	return {};
}

}
