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

/// Keeps each day's key in a file of its own (FOLDER/2026-11-27.key, mode 0600), never in the database. Several
/// processes and nodes use one folder. One day after its day a key is destroyed: dropped from memory, overwritten,
/// truncated, unlinked. [any thread]
class EpochKeys
{
public:
	using Key = std::shared_ptr<const SecureBytes>;  // 32 bytes, wiped when nobody uses them any more

	/// folder: made with mode 0700 when the first key is; clock: must outlive this.
	EpochKeys(std::filesystem::path folder, const Clock& clock): _folder(std::move(folder)), _clock(clock) {}

	/// Returns a day's key; makes it if there is none. Errors: Expired (the day is over), Unavailable, Full, Denied,
	/// Invalid.
	Result<Key> forSealing(EpochDay day);
	/// Returns a day's key. Errors: Expired (the day is over), Missing (no such file: another node's folder?),
	/// Unavailable, Denied, Invalid.
	Result<Key> forOpening(EpochDay day);
	/// Destroys the keys of days that are over, here and in the folder. Returns how many files it destroyed.
	/// Errors: Unavailable (a file could not be destroyed; the others are).
	Result<int> destroyPast() noexcept;
	/// Tells whether a day's key must be destroyed by now: since one day after its end.
	bool isOver(EpochDay day) const noexcept;
	/// Returns the days whose keys are in the folder, in order.
	std::vector<EpochDay> days() const;
	const std::filesystem::path& folder() const noexcept { return _folder; }

private:
	std::filesystem::path fileOf(EpochDay day) const { return _folder / (nameOf(day) + ".key"); }
	Key held(EpochDay day);
	Result<Key> hold(EpochDay day, Result<Key> key);
	Result<Key> read(EpochDay day) const;
	Result<Key> make(EpochDay day) const;
	Fd lock() const;

	const std::filesystem::path _folder;
	const Clock& _clock;
	std::mutex _mutex;
	std::map<EpochDay, Key> _held;
};

}
