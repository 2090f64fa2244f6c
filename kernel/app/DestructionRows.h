// Moves destructions from the transactions that made them into the destruction log.
#pragma once
#include "kernel/app/DestructionLog.h"
#include "kernel/data/Database.h"
#include "sx/recovery.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace sx::app {

/// Notes each destruction in a table, in the transaction that destroys, and deletes the note once the log has it
/// durably. So neither a rollback nor a crash can separate a destruction from its line in the log. [any thread]
class DestructionRows final: public Destructions
{
public:
	/// The arguments must outlive this object.
	DestructionRows(data::Database& database, DestructionLog& log, const Keys& keys, const Clock& clock, Log& events);
	~DestructionRows();
	DestructionRows(const DestructionRows&) = delete;
	DestructionRows& operator=(const DestructionRows&) = delete;

	Result<> note(Sql& sql, std::string_view kind, std::string_view subject) noexcept override;
	Result<> settle() noexcept override;
	Result<std::vector<std::string>> subjects(const TenantId& tenant, std::string_view kind) const noexcept override;
	Result<> purge() noexcept override { return _database.purge(); }

	/// Starts a thread that moves new notes, and those that other nodes left behind, into the log. [main thread]
	void start();
	/// Tells readiness whether the last write to the log succeeded: success, or why it failed.
	Result<> state() const;

private:
	struct Bell;
	Result<> settleSome(std::size_t& count);
	void run() noexcept;

	data::Database& _database;
	const std::unique_ptr<data::PluginStore> _ownStore;
	Store& _store;
	DestructionLog& _log;
	const Keys& _keys;
	const Clock& _clock;
	Log& _events;
	std::mutex _settling;       // serialises settle(): a caller that waited finds little left to do
	mutable std::mutex _mutex;  // guards _state
	Result<> _state;
	std::shared_ptr<Bell> _bell;  // shared, because commit hooks may outlive this object
	std::thread _thread;
};

/// Checks that the log belongs to this database; begins a log for a database that has none yet. isNew: makes the log
/// in the file (begun if missing) the database's own, whatever log the database names (restore, `destructions renew`).
/// Errors: Missing (the log is gone), Denied (another database's log), those of the log and of Sql.
Result<> claimLog(Store& store, DestructionLog& log, bool isNew);

/// Returns the oldest notes that are still in the table, at most 500.
Result<std::vector<Destruction>> unsettled(Store& store);

}
