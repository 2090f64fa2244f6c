// What every way to fail has in common.
#pragma once
#include <filesystem>
#include <string>

namespace sx::faults {

/// The exit status of a run that a fault has met.
constexpr int kStruckExit = 10;

/// Fails the n-th of the calls that it counts. Lives in a child process of its own, which arms it once.
class Faults
{
public:
	virtual ~Faults() = default;
	/// Takes the folder as it stands for what is safely on the disk.
	virtual void watch(const std::filesystem::path&) {}
	/// Counts from here on, in all threads. point 0 counts and never strikes.
	virtual void arm(long point) noexcept = 0;
	/// Lets every call pass again.
	virtual void disarm() noexcept = 0;
	virtual bool hasStruck() const noexcept = 0;
	/// Names the call that failed first, for whoever looks into it; empty: there is no more to say than its number.
	virtual std::string where() const { return {}; }
	/// Leaves the folder as the next start finds it.
	virtual void leave() {}
	/// Says whether the product may stop (std::terminate) instead of answering.
	virtual bool mayStop() const noexcept { return false; }
	/// Says how many connections a library may lose: one whose constructor throws after it has opened it.
	virtual long mayLoseConnections() const noexcept { return 0; }
	/// Says whether the product has to work again once the fault is over.
	virtual bool isPassing() const noexcept = 0;
	/// Says whether a refused commit may stand there after all, whole: the flush failed and nothing ran after it.
	virtual bool leavesDoubt() const noexcept { return false; }
};

}
