// The SQL of the queue.
#pragma once
#include "kernel/jobs/JobRunner.h"

#include <map>
#include <optional>

namespace sx::jobs {

/// A job that this node may run until its lease ends. owner and attempt are the fence: an older run changes nothing.
struct Claim
{
	std::string id;
	TenantId tenant;
	std::string kind;
	std::string payload;
	int attempt = 0;
};

/// [any thread]
class JobStore
{
public:
	JobStore(data::Database& database, std::string node);

	Result<> enqueue(
		Sql& sql, const NewJob& job, const std::string& id, const std::string& payload, Instant now) noexcept;

	/// kinds: those that this node can run. nullopt: nothing waits.
	Result<std::optional<Instant>> nextDue(const std::map<std::string, JobKind>& kinds) noexcept;
	Result<std::optional<Claim>> claim(const std::map<std::string, JobKind>& kinds, Instant now) noexcept;
	Result<> finish(const Claim& claim) noexcept;
	Result<> putBack(const Claim& claim, Instant due, const std::string& error) noexcept;
	Result<> giveUp(const Claim& claim, Instant now, const std::string& error) noexcept;

	/// Makes the schedule's row when missing, due now; never due later than now + every.
	Result<> addSchedule(const Schedule& schedule, Instant now) noexcept;
	/// True: this node runs it, until leaseEnd.
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
