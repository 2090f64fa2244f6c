// Holds the SQL of the job queue.
#pragma once
#include "kernel/jobs/JobRunner.h"

#include <map>
#include <optional>

namespace sx::jobs {

/// Describes a job that this node may run until its lease ends. The row's owner and attempt fence off older runs: their
/// changes have no effect.
struct Claim
{
	std::string id;
	TenantId tenant;
	std::string kind;
	std::string payload;
	int attempt = 0;
};

/// Reads and changes the rows of jobs and schedules. [any thread]
class JobStore
{
public:
	JobStore(data::Database& database, std::string node);

	Result<> enqueue(
		Sql& sql, const NewJob& job, const std::string& id, const std::string& payload, Instant now) noexcept;

	/// Returns when the next job of these kinds is due, or nullopt when there is none. kinds: those this node can run.
	Result<std::optional<Instant>> nextDue(const std::map<std::string, JobKind>& kinds) noexcept;
	/// Takes the job that has been due longest, and starts its lease; returns nullopt when none is due.
	Result<std::optional<Claim>> claim(const std::map<std::string, JobKind>& kinds, Instant now) noexcept;
	/// Deletes a job that succeeded.
	Result<> finish(const Claim& claim) noexcept;
	/// Queues a job for its next attempt, or deletes it when another job of the same key is already waiting.
	Result<> putBack(const Claim& claim, Instant due, const std::string& error) noexcept;
	/// Marks a job as failed for good.
	Result<> giveUp(const Claim& claim, Instant now, const std::string& error) noexcept;

	/// Creates the schedule's row, due now, if it is missing. Brings an existing one forward to now + every at the
	/// latest.
	Result<> addSchedule(const Schedule& schedule, Instant now) noexcept;
	/// Returns true when this node has taken the schedule and may run it until leaseEnd.
	Result<bool> claimSchedule(const std::string& name, Instant now, Instant leaseEnd) noexcept;
	Result<Instant> scheduleDue(const std::string& name) noexcept;
	Result<> finishSchedule(const std::string& name, Instant ranAt, Instant due, const std::string& error) noexcept;

	Result<QueueState> state(Instant now) noexcept;
	Result<std::vector<FailedJob>> failed(int limit) noexcept;
	Result<> retry(const std::string& id, Instant now) noexcept;
	Result<> forget(const std::string& id) noexcept;

private:
	Result<std::int64_t> change(std::string_view text, const SqlValues& values) noexcept;
	Result<SqlRows> read(std::string_view text, const SqlValues& values) noexcept;

	std::unique_ptr<data::PluginStore> _store;
	const std::string _node;
};

}
