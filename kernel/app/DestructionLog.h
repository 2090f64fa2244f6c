// Keeps the destruction log: a file beside the database that records, without content, what was destroyed.
#pragma once
#include "sx/kit.h"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace sx::app {

struct Destruction
{
	TenantId tenant;
	std::string id;  // of the note; may appear in the log twice after a crash
	Instant at{};
	std::string kind;
	std::string subject;
};

/// Appends to and reads the log file. Each line is a JSON object that holds the hash of the line before it. The first
/// line carries the log's id; a line with `backup` marks where a backup began, one with `restored` where a restore
/// ended. Several processes may append. [any thread]
class DestructionLog
{
public:
	/// copy: a second file that is kept identical to the first; empty: none.
	DestructionLog(std::string file, std::string copy, const Keys& keys, const Json& json, const Clock& clock);

	const std::string& file() const noexcept { return _file; }
	/// Returns the log's id; empty: the file does not exist. Errors: Unavailable, Invalid (not a destruction log).
	Result<std::string> id() const;
	/// Begins a new log with a new id and returns the id. Errors: Conflict (the file exists), Unavailable, Full.
	Result<std::string> begin();
	/// Appends destructions; they are durable when it returns. A copy that cannot be written is not an error here: see
	/// copyState(). Errors: Unavailable, Full, Invalid.
	Result<> append(const std::vector<Destruction>& some);
	/// Appends the line that marks where a backup began. Durability and errors: as append().
	Result<> appendBackup(const std::string& backup);
	/// Appends the line that marks a restore: what stands before it may be about items that the restored database never
	/// had. Durability and errors: as append().
	Result<> appendRestore(const std::string& backup);
	/// Tells whether the copy is complete: success, or the reason why it is not.
	Result<> copyState() const;

	/// Returns every destruction after a backup's line, in order, once the whole hash chain has been verified. Errors:
	/// Missing (there is no file, or it does not contain that backup: the log is older than the backup, or another
	/// server's), Invalid (a line was changed or removed).
	Result<std::vector<Destruction>> since(const std::string& backup) const;
	/// Returns every destruction since the last restore, or since the log began, in order, once the whole hash chain
	/// has been verified. Errors: Missing (there is no file), Invalid.
	Result<std::vector<Destruction>> sinceRestore() const;

private:
	struct Tail;
	Result<> appendLines(std::vector<Value> lines, bool isNew);
	Result<> follow() const;
	Result<> readLines(const std::function<void(const Value& line)>& take) const;

	const std::string _file, _copy;
	const Keys& _keys;
	const Json& _json;
	const Clock& _clock;
	mutable std::mutex _mutex;
	Result<> _copyState;
};

}
