// Keeps one random key for each day on which something expires, and destroys it for good when the day is over.
#pragma once
#include "kernel/keys/MasterFile.h"
#include "sx/kit.h"

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace sx::keys {

using EpochDay = std::chrono::sys_days;  // a day in UTC

/// Returns the day of an instant.
inline EpochDay epochDayOf(Instant at) noexcept { return std::chrono::floor<std::chrono::days>(at); }
/// Formats a day as its key's file is named: "2026-11-27".
std::string nameOf(EpochDay day);

/// Keeps each day's key in a file of its own (FOLDER/2026-11-27.key, mode 0600), never in the database or a backup.
/// Several processes and nodes use one folder. When its day is over a key is destroyed: dropped from memory,
/// overwritten, truncated, unlinked. [any thread]
class EpochKeys
{
public:
	using Key = std::shared_ptr<const SecureBytes>;  // 32 bytes, wiped when nobody uses them any more

	/// folder: made with mode 0700 when the first key is; copy: a second folder, on another disk, that follows the
	/// first one, or empty; clock: must outlive this.
	EpochKeys(std::filesystem::path folder, std::filesystem::path copy, const Clock& clock):
		_folder(std::move(folder)), _copy(std::move(copy)), _clock(clock)
	{
	}

	/// Returns a day's key; makes it if there is none. Errors: Expired (the day is over), Unavailable, Full, Denied,
	/// Invalid.
	Result<Key> forSealing(EpochDay day);
	/// Returns a day's key. Errors: Expired (the day is over), Missing (no such file: another node's folder?),
	/// Unavailable, Denied, Invalid.
	Result<Key> forOpening(EpochDay day);
	/// Destroys the keys of days that are over, in memory and in both folders, and gives each folder the keys that it
	/// lacks. Every process of every node must call it each minute or so. Returns how many days' keys it destroyed.
	/// Errors: Unavailable, Full (a file could not be destroyed or copied; what could be done is).
	Result<int> tend() noexcept;
	/// Tells whether a day is over, so that its key must be destroyed.
	bool isOver(EpochDay day) const noexcept;
	/// Returns the days whose keys are in the folder, in order.
	std::vector<EpochDay> days() const { return daysIn(_folder); }
	const std::filesystem::path& folder() const noexcept { return _folder; }
	const std::filesystem::path& copy() const noexcept { return _copy; }

private:
	Key held(EpochDay day);
	Result<Key> hold(EpochDay day, Result<Key> key);
	Result<Key> find(EpochDay day) const;
	Result<Key> make(EpochDay day) const;
	Result<int> destroyPast() const;
	Result<> copyMissing() const;
	Fd lock() const;
	static std::vector<EpochDay> daysIn(const std::filesystem::path& folder);

	const std::filesystem::path _folder, _copy;
	const Clock& _clock;
	std::mutex _mutex;
	std::map<EpochDay, Key> _held;
};

}
