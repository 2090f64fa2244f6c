// The destruction log: a file beside the database that says, without content, what was destroyed.
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
	std::string id;  // of the note; the same one may stand in the log twice after a crash
	Instant at{};
	std::string kind;
	std::string subject;
};

/// One JSON object a line, each with the hash of the line before it. The first line carries the log's id; a line with
/// `backup` says that a backup began there. Several processes may append. [any thread]
class DestructionLog
{
public:
	/// copy: a second file that follows the first; empty: none.
	DestructionLog(std::string file, std::string copy, const Keys& keys, const Json& json, const Clock& clock);

	const std::string& file() const noexcept { return _file; }
	/// The id of the log; empty: there is no file. Errors: Unavailable, Invalid (not such a log).
	Result<std::string> id() const;
	/// Begins a new log, with a new id. Errors: Conflict (there is one), Unavailable, Full.
	Result<std::string> begin();
	/// Durable when it returns. A copy that cannot be written is no failure: see copyState(). Errors: Unavailable,
	/// Full, Invalid.
	Result<> append(const std::vector<Destruction>& some);
	/// The same for a backup that begins.
	Result<> appendBackup(const std::string& backup);
	/// Success, or why the copy lacks something.
	Result<> copyState() const;

	/// Everything after the line of a backup, in order, once the whole chain was checked.
	/// Errors: Missing (no such file, or that backup is not in it: it is older than the backup, or another log),
	/// Invalid (changed or cut).
	Result<std::vector<Destruction>> since(const std::string& backup) const;

private:
	struct Tail;
	Result<> appendLines(std::vector<Value> lines, bool isNew);
	Result<> follow() const;

	const std::string _file, _copy;
	const Keys& _keys;
	const Json& _json;
	const Clock& _clock;
	mutable std::mutex _mutex;
	Result<> _copyState;
};

}
