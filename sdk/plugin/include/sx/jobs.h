// Declares jobs, for work that is slow or may fail: rows written in the transaction that caused them, run under a lease
// and retried with backoff.
#pragma once
#include "sx/sql.h"

#include <functional>

namespace sx {

/// Describes a job to queue. Since: SDK 1.0
struct NewJob
{
	std::string kind;               // "mail.send": declared by Registry::job
	Value payload{};                // ids only: stored unencrypted
	std::chrono::seconds delay{0};  // not before now + delay
	std::string key{};              // not queued twice while one of this kind and key waits; empty: always queued
};

/// Describes one run of a job. Since: SDK 1.0
struct Job
{
	std::string id;
	TenantId tenant;
	std::string kind;
	Value payload;
	int attempt = 1;  // 1 is the first
	bool lastAttempt = false;
};

/// Runs a job. Must be idempotent: after a crash the job runs again. An error means "try again later" (backoff 5 s,
/// doubling, at most 1 h, with jitter), except Code::Invalid: give up at once. [a job thread]
using JobHandler = std::function<Result<>(const Job&)>;

/// Declares a kind of jobs: what runs them, how often and for how long at most. Since: SDK 1.0
struct JobKind
{
	std::string kind;
	JobHandler run;
	int maxAttempts = 12;
	std::chrono::seconds lease{120};  // one run's longest time; afterwards another node may take the job
};

/// Declares work that runs at an interval, on one node at a time. Since: SDK 1.0
struct Schedule
{
	std::string name;  // "sealed.sweep"
	std::chrono::seconds every{60};
	std::function<Result<>()> run;
};

/// Queues jobs. Since: SDK 1.0
class Jobs
{
public:
	/// Queues a job within the caller's transaction. [its thread]
	virtual Result<> enqueue(Sql& sql, const NewJob& job) noexcept = 0;
protected:
	~Jobs() = default;
};

}
