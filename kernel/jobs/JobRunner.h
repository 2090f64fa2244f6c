// Runs the durable job queue. A job's row is written in the caller's transaction; any node runs it, under a lease.
#pragma once
#include "kernel/data/Database.h"
#include "sx/jobs.h"
#include "sx/kit.h"

#include <memory>
#include <string>
#include <vector>

namespace sx::jobs {

struct JobRunnerOptions
{
	std::string node{};                       // this process's id, e.g. "host-1:4711"; empty: a random id
	std::chrono::milliseconds poll{1000};     // interval of polling for work that other nodes queued
	std::chrono::seconds scheduleLease{600};  // longest time for one run of a schedule
};

/// Describes a job that was given up. The queue keeps its payload until the job is retried or forgotten.
struct FailedJob
{
	std::string id;
	TenantId tenant;
	std::string kind;
	int attempts = 0;
	std::string lastError;  // code and detail of the last error
	Instant failedAt{};
};

struct QueueState
{
	// Counted to 10,000 each, waiting and running together: an operator needs no exact number of more.
	std::int64_t waiting = 0;  // due or delayed
	std::int64_t running = 0;
	std::int64_t failed = 0;
	Instant oldestDue{};  // when the oldest due job became due; zero: none is due
};

/// Runs jobs and schedules. Order: construct, migrate(), add…, start(), stop(). [any thread]
class JobRunner final: public sx::Jobs
{
public:
	/// Requires database, clock, keys and log to outlive the runner.
	JobRunner(data::Database& database, const Clock& clock, const Keys& keys, Log& log, JobRunnerOptions options = {});
	/// Stops the runner and waits for the jobs that are running.
	~JobRunner();

	/// Creates or updates the tables. folder: where kernel/jobs/migrations is installed.
	Result<> migrate(const std::filesystem::path& folder) noexcept;

	/// Registers a kind of job, before start(). Errors: Conflict (the kind is taken), Invalid (no name, no handler, or
	/// no attempt).
	Result<> add(JobKind kind) noexcept;
	/// Registers a schedule, before start(). Errors: Conflict (the name is taken), Invalid (no name, function or
	/// interval).
	Result<> add(Schedule schedule) noexcept;

	/// Starts the worker threads. Errors: Conflict (already started), Unavailable (a thread could not be created),
	/// those of the database.
	Result<> start(int threads) noexcept;
	/// Takes no new work, and waits at most `limit` for running jobs. Returns how many are still running; the
	/// destructor waits for those.
	int stop(std::chrono::milliseconds limit = std::chrono::seconds(5)) noexcept;

	/// Queues a job within the caller's transaction. When that commits, the runner of this process wakes up.
	/// Errors: Invalid (unknown kind, payload over 64 KiB), those of Sql.
	Result<> enqueue(Sql& sql, const NewJob& job) noexcept override;

	/// Runs all due jobs and schedules on the calling thread until none is due, and returns how many ran. For tests and
	/// one-shot verbs; start() is not needed.
	Result<int> runDue() noexcept;

	/// Counts the jobs by state. For operators.
	Result<QueueState> state() noexcept;
	/// Lists jobs that were given up, oldest first. For operators.
	Result<std::vector<FailedJob>> failed(int limit = 100) noexcept;
	/// Queues a failed job again: due now, with its attempts reset. Errors: Missing.
	Result<> retry(const std::string& id) noexcept;
	/// Deletes a failed job. Errors: Missing.
	Result<> forget(const std::string& id) noexcept;

private:
	class Impl;
	std::unique_ptr<Impl> _impl;
};

}
