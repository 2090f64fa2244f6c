// The durable queue: rows written in the transaction that caused them, run with a lease, by any node.
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
	std::string node{};                       // this process, e.g. "host-1:4711"; empty: a random id
	std::chrono::milliseconds poll{1000};     // how often to look for the work of other nodes
	std::chrono::seconds scheduleLease{600};  // one run of a schedule takes at most this
};

/// A job that was given up. Its payload stays until it is retried or forgotten.
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
	std::int64_t waiting = 0;  // due or delayed
	std::int64_t running = 0;
	std::int64_t failed = 0;
	Instant oldestDue{};  // of those that are due; zero: none
};

/// Runs jobs and schedules. Order: construct, migrate(), add…, start(), stop(). [any thread]
class JobRunner final: public sx::Jobs
{
public:
	/// database, clock, keys and log must outlive the runner.
	JobRunner(data::Database& database, const Clock& clock, const Keys& keys, Log& log, JobRunnerOptions options = {});
	/// Waits for what is running.
	~JobRunner();

	/// folder: kernel/jobs/migrations, wherever it was installed.
	Result<> migrate(const std::filesystem::path& folder) noexcept;

	/// Before start(). Errors: Conflict (kind or name is taken), Invalid (empty).
	Result<> add(JobKind kind) noexcept;
	Result<> add(Schedule schedule) noexcept;

	/// Errors: Conflict (started already), Unavailable (no threads).
	Result<> start(int threads) noexcept;
	/// No new work; waits at most `limit` for what is running. Returns how many runs go on (their lease ends by
	/// itself); the destructor waits for them.
	int stop(std::chrono::milliseconds limit = std::chrono::seconds(5)) noexcept;

	/// Queues within the caller's transaction; a runner in this process wakes when it commits.
	/// Errors: Invalid (unknown kind, payload over 64 KiB), those of Sql.
	Result<> enqueue(Sql& sql, const NewJob& job) noexcept override;

	/// Runs on this thread all jobs and schedules that are due by the clock, until none is; returns how many ran.
	/// For tests and one-shot verbs; start() is not needed.
	Result<int> runDue() noexcept;

	/// For operators.
	Result<QueueState> state() noexcept;
	Result<std::vector<FailedJob>> failed(int limit = 100) noexcept;
	/// Puts a failed job back, due now, its attempts counted anew. Errors: Missing.
	Result<> retry(const std::string& id) noexcept;
	/// Errors: Missing.
	Result<> forget(const std::string& id) noexcept;

private:
	class Impl;
	std::unique_ptr<Impl> _impl;
};

}
