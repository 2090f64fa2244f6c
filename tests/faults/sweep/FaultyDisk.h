// A disk that fails on demand. This program's own open, pwrite, fdatasync… stand before the C library's, for SQLite
// too.
#pragma once
#include "tests/faults/sweep/Faults.h"

#include <cerrno>
#include <string>

namespace sx::faults {

/// Names kinds of calls; they add up.
enum Calls : unsigned {
	kWrites = 1,   // open, mkdir, write, pwrite, ftruncate, unlink, rename, dup3
	kFlushes = 2,  // fsync, fdatasync, of files and of folders
	kReads = 4     // read, pread
};

/// Tells how a disk fails: one call; one call, and the power goes at the end of the run; every call from one on; or the
/// power goes at that call.
enum class Failure { Once, OnceThenPowerLoss, Forever, PowerLoss };

struct DiskPlan
{
	unsigned calls = kWrites;
	Failure failure = Failure::Once;
	int error = EIO;
	std::string only{};  // counts calls below this part of the folder alone; empty: below all of it
	unsigned seed = 0;   // power loss keeps some of what was not flushed, chosen by it; 0: keeps nothing of it
};

/// Counts and fails calls on files below the watched folder, and knows what of it a power loss would leave:
/// - what was written to a file stays once that file was flushed, a name once its folder was;
/// - a flush that fails loses what it should have written, as on Linux, and other descriptors of the file learn of it;
/// - a write that fails has written half of its bytes.
/// Nothing is flushed for real, so that a sweep takes seconds.
class FaultyDisk final: public Faults
{
public:
	explicit FaultyDisk(DiskPlan plan): _plan(std::move(plan)) {}
	void watch(const std::filesystem::path& folder) override;
	void arm(long point) noexcept override;
	void disarm() noexcept override;
	bool hasStruck() const noexcept override;
	std::string where() const override;
	/// Loses power, or leaves what the page cache holds.
	void leave() override;
	bool isPassing() const noexcept override
	{
		return _plan.failure == Failure::Once || _plan.failure == Failure::OnceThenPowerLoss;
	}
	bool leavesDoubt() const noexcept override { return !isPassing() && (_plan.calls & kFlushes) != 0; }

private:
	DiskPlan _plan;
};

}
