// Slow or failing work: a row in the transaction that caused it, run with a lease, retried with backoff.
#pragma once
#include "sx/sql.h"

#include <functional>

namespace sx {

/// Since: SDK 1.0
struct NewJob
{
	std::string kind;               // "mail.send": declared by Registry::job
	Value payload{};                // ids only: it is stored in clear
	std::chrono::seconds delay{0};  // not before now + delay
	std::string key{};              // a waiting job of the same kind and key is not queued twice; empty: always queued
};

/// One run of a job. Since: SDK 1.0
struct Job
{
	std::string id;
	TenantId tenant;
	std::string kind;
	Value payload;
	int attempt = 1;  // 1 is the first
	bool lastAttempt = false;
};

/// Runs a job. Must be repeatable: after a crash it runs again. An error means "try again later"
/// (backoff 5 s, doubling, at most 1 h, with jitter), except Code::Invalid: give up at once. [a job thread]
using JobHandler = std::function<Result<>(const Job&)>;

struct JobKind
{
	std::string kind;
	JobHandler run;
	int maxAttempts = 12;
	std::chrono::seconds lease{120};  // one run takes at most this; then another node may take it
};

/// Work that returns by the clock, on one node at a time. Since: SDK 1.0
struct Schedule
{
	std::string name;  // "messages.sweep"
	std::chrono::seconds every{60};
	std::function<Result<>()> run;
};

class Jobs
{
public:
	/// Queues within the caller's transaction. [its thread]
	virtual Result<> enqueue(Sql& sql, const NewJob& job) noexcept = 0;
protected:
	~Jobs() = default;
};

}
