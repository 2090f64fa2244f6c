// Destructions on their way from the transactions that made them into the destruction log.
#pragma once
#include "kernel/app/DestructionLog.h"
#include "sx/recovery.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace sx::app {

/// Notes stand in a table, written by the transaction that destroys, until they are durable in the log: neither a
/// rollback nor a crash parts the two. [any thread]
class DestructionRows final: public Destructions
{
public:
	/// All outlive this.
	DestructionRows(Store& store, DestructionLog& log, const Keys& keys, const Clock& clock, Log& events);
	~DestructionRows();
	DestructionRows(const DestructionRows&) = delete;
	DestructionRows& operator=(const DestructionRows&) = delete;

	Result<> note(Sql& sql, std::string_view kind, std::string_view subject) noexcept override;
	Result<> settle() noexcept override;

	/// From now on a thread settles what is noted, and what other nodes left. [main thread]
	void start();
	/// Success, or why the last attempt to write failed: for readiness.
	Result<> state() const;

private:
	struct Bell;
	Result<> settleSome(std::size_t& count);
	void run() noexcept;

	Store& _store;
	DestructionLog& _log;
	const Keys& _keys;
	const Clock& _clock;
	Log& _events;
	std::mutex _settling;       // one at a time: others then find little left
	mutable std::mutex _mutex;  // of _state
	Result<> _state;
	std::shared_ptr<Bell> _bell;  // hooks of commits may outlive this
	std::thread _thread;
};

/// Compares the log with the one that the database belongs to; begins one for a database that has none yet.
/// isNew: whatever the database says, a log that was begun now becomes its own (restore, `destructions renew`).
/// Errors: Missing (the log is gone), Denied (another log), those of the log and of Sql.
Result<> claimLog(Store& store, DestructionLog& log, bool isNew);

/// Noted and not in the log yet.
Result<std::vector<Destruction>> unsettled(Store& store);

}
