#include "tests/faults/sweep/FaultyDisk.h"

#include "tests/faults/sweep/DiskModel.h"
#include "tests/faults/sweep/FaultyMemory.h"

#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstdarg>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <unistd.h>
#include <utility>

namespace sx::faults {
namespace {

thread_local bool isOwn = false;

/// Names a kind of call, for whoever looks into it.
const char* nameOf(unsigned call) noexcept
{
	if (call == kFlushes) return "flush ";
	return call == kReads ? "read " : "write, open or name ";
}

/// Everything about the one disk of this process. Made by watch(), never freed.
struct Disk
{
	DiskPlan plan;
	std::string root, only;
	DiskModel model{};
	std::string where{};
	bool isArmed = false, hasStruck = false;
	long point = 0, seen = 0;

	bool covers(std::string_view path) const noexcept
	{
		return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
	}

	/// Decides whether this call fails. When the power goes nothing returns: the process ends here.
	bool strikes(unsigned call, std::string_view path)
	{
		if (!isArmed || (plan.calls & call) == 0 || (covers(path) && !path.starts_with(only))) return false;
		++seen;
		if (point == 0 || seen < point || (plan.failure != Failure::Forever && seen > point)) return false;
		if (!hasStruck) where = nameOf(call) + std::string(path);
		hasStruck = true;
		if (plan.failure != Failure::PowerLoss) return true;
		isOwn = true;
		model.losePower(plan.seed);
		::_exit(kStruckExit);
	}
};

constinit Disk* disk = nullptr;
constinit std::mutex mutex;

/// True when the call is not the product's: before watch(), or of the model itself.
bool passes() noexcept { return !disk || isOwn; }

/// Holds the disk for one call, and keeps what the model allocates out of every count.
struct Turn
{
	const std::lock_guard<std::mutex> lock{mutex};
	const Uncounted uncounted;
};

long refuse() noexcept
{
	errno = disk->plan.error;
	return -1;
}

long openFile(const char* path, int flags, mode_t mode)
{
	if (passes()) return ::syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	const Turn turn;
	const bool isCovered = disk->covers(path), isNowhere = std::string_view(path) == "/dev/null";
	if ((isCovered || isNowhere) && disk->strikes(kWrites, path)) return refuse();
	const long fd = ::syscall(SYS_openat, AT_FDCWD, path, flags, mode);
	if (fd < 0) return fd;
	disk->model.forget(static_cast<int>(fd));
	if (isCovered) disk->model.opened(static_cast<int>(fd), path, (flags & O_TRUNC) != 0);
	return fd;
}

long closeFile(int fd)
{
	if (passes()) return ::syscall(SYS_close, fd);
	const Turn turn;
	disk->model.forget(fd);
	return ::syscall(SYS_close, fd);
}

/// write (at: none) and pwrite.
long writeFile(int fd, const void* bytes, std::size_t count, std::optional<off_t> at)
{
	const auto real = [&](std::size_t some) {
		return at ? ::syscall(SYS_pwrite64, fd, bytes, some, *at) : ::syscall(SYS_write, fd, bytes, some);
	};
	if (passes()) return real(count);
	std::unique_lock lock(mutex);
	if (!disk->model.knows(fd))
	{
		lock.unlock();  // a pipe may have to wait
		return real(count);
	}
	const Uncounted uncounted;
	const auto start = at ? *at : ::lseek(fd, 0, SEEK_CUR);
	const std::string_view all(static_cast<const char*>(bytes), count);
	// When the power goes at a write, some of it may be on the disk.
	const bool mayLosePower = disk->plan.failure == Failure::PowerLoss;
	if (mayLosePower) disk->model.wrote(fd, start, all);
	const bool strikes = disk->strikes(kWrites, disk->model.pathOf(fd));
	const long written = strikes && count < 2 ? 0 : real(strikes ? count / 2 : count);
	if (written > 0 && !mayLosePower) disk->model.wrote(fd, start, all.substr(0, static_cast<std::size_t>(written)));
	return strikes ? refuse() : written;
}

long readFile(int fd, void* bytes, std::size_t count, std::optional<off_t> at)
{
	if (!passes())
	{
		const Turn turn;
		if (disk->model.knows(fd) && disk->strikes(kReads, disk->model.pathOf(fd))) return refuse();
	}
	return at ? ::syscall(SYS_pread64, fd, bytes, count, *at) : ::syscall(SYS_read, fd, bytes, count);
}

long truncateFile(int fd, off_t size)
{
	if (passes()) return ::syscall(SYS_ftruncate, fd, size);
	const Turn turn;
	const bool isKnown = disk->model.knows(fd);
	if (isKnown && disk->strikes(kWrites, disk->model.pathOf(fd))) return refuse();
	const long done = ::syscall(SYS_ftruncate, fd, size);
	if (isKnown && done == 0) disk->model.truncated(fd, size);
	return done;
}

/// Flushes nothing for real: the model says what a power loss leaves, and killing a process needs no flush.
long flushFile(int fd)
{
	if (passes()) return 0;
	const Turn turn;
	if (!disk->model.knows(fd)) return 0;
	if (disk->strikes(kFlushes, disk->model.pathOf(fd)))
	{
		disk->model.failedToFlush(fd);
		return refuse();
	}
	return disk->model.flushed(fd) ? 0 : refuse();
}

long duplicate(int from, int to, int flags)
{
	if (passes()) return ::syscall(SYS_dup3, from, to, flags);
	const Turn turn;
	if (disk->model.knows(to) && disk->strikes(kWrites, disk->model.pathOf(to))) return refuse();
	const long done = ::syscall(SYS_dup3, from, to, flags);
	if (done >= 0) disk->model.forget(to);
	return done;
}

long makeFolder(const char* path, mode_t mode)
{
	if (passes() || !disk->covers(path)) return ::syscall(SYS_mkdir, path, mode);
	const Turn turn;
	if (disk->strikes(kWrites, path)) return refuse();
	const long done = ::syscall(SYS_mkdir, path, mode);
	if (done == 0) disk->model.madeFolder(path);
	return done;
}

long removeName(const char* path)
{
	if (passes() || !disk->covers(path)) return ::syscall(SYS_unlink, path);
	const Turn turn;
	if (disk->strikes(kWrites, path)) return refuse();
	const long done = ::syscall(SYS_unlink, path);
	if (done == 0) disk->model.removed(path);
	return done;
}

long renameFile(const char* from, const char* to)
{
	if (passes() || !disk->covers(from)) return ::syscall(SYS_rename, from, to);
	const Turn turn;
	if (disk->strikes(kWrites, from)) return refuse();
	const long done = ::syscall(SYS_rename, from, to);
	if (done == 0) disk->model.renamed(from, to);
	return done;
}

}

void FaultyDisk::watch(const std::filesystem::path& folder)
{
	const Uncounted uncounted;
	const auto root = folder.string();
	auto* made = new Disk{.plan = _plan, .root = root, .only = _plan.only.empty() ? root : root + '/' + _plan.only};
	made->model.take(root);
	disk = made;
}

void FaultyDisk::arm(long point) noexcept
{
	const std::lock_guard lock(mutex);
	disk->point = point;
	disk->seen = 0;
	disk->isArmed = true;
}

void FaultyDisk::disarm() noexcept
{
	const std::lock_guard lock(mutex);
	disk->isArmed = false;
}

bool FaultyDisk::hasStruck() const noexcept
{
	const std::lock_guard lock(mutex);
	return disk->hasStruck;
}

std::string FaultyDisk::where() const
{
	const std::lock_guard lock(mutex);
	return disk->where;
}

void FaultyDisk::leave()
{
	const Uncounted uncounted;
	auto* gone = std::exchange(disk, nullptr);
	if (_plan.failure == Failure::OnceThenPowerLoss || _plan.failure == Failure::PowerLoss)
		gone->model.losePower(_plan.seed);
}

}

// The C library's names, by which the product and SQLite call. Labels instead of names: the headers redirect some.
#define SX_INTERPOSE(declaration, label)                                                                               \
	extern "C" __attribute__((visibility("default"))) declaration asm(label);                                          \
	extern "C" declaration

namespace {

mode_t modeOf(int flags, va_list more) { return (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0; }

}

#define SX_OPEN(name, label)                                                                                           \
	SX_INTERPOSE(int name(const char* path, int flags, ...), label)                                                    \
	{                                                                                                                  \
		va_list more;                                                                                                  \
		va_start(more, flags);                                                                                         \
		const auto mode = modeOf(flags, more);                                                                         \
		va_end(more);                                                                                                  \
		return static_cast<int>(sx::faults::openFile(path, flags, mode));                                              \
	}

SX_OPEN(faultyOpen, "open")
SX_OPEN(faultyOpen64, "open64")
SX_INTERPOSE(int faultyClose(int fd), "close") { return static_cast<int>(sx::faults::closeFile(fd)); }
SX_INTERPOSE(ssize_t faultyWrite(int fd, const void* bytes, std::size_t count), "write")
{
	return sx::faults::writeFile(fd, bytes, count, std::nullopt);
}
SX_INTERPOSE(ssize_t faultyPwrite(int fd, const void* bytes, std::size_t count, off_t at), "pwrite")
{
	return sx::faults::writeFile(fd, bytes, count, at);
}
SX_INTERPOSE(ssize_t faultyPwrite64(int fd, const void* bytes, std::size_t count, off_t at), "pwrite64")
{
	return sx::faults::writeFile(fd, bytes, count, at);
}
SX_INTERPOSE(ssize_t faultyRead(int fd, void* bytes, std::size_t count), "read")
{
	return sx::faults::readFile(fd, bytes, count, std::nullopt);
}
SX_INTERPOSE(ssize_t faultyPread(int fd, void* bytes, std::size_t count, off_t at), "pread")
{
	return sx::faults::readFile(fd, bytes, count, at);
}
SX_INTERPOSE(ssize_t faultyPread64(int fd, void* bytes, std::size_t count, off_t at), "pread64")
{
	return sx::faults::readFile(fd, bytes, count, at);
}
SX_INTERPOSE(int faultyTruncate(int fd, off_t size), "ftruncate")
{
	return static_cast<int>(sx::faults::truncateFile(fd, size));
}
SX_INTERPOSE(int faultyTruncate64(int fd, off_t size), "ftruncate64")
{
	return static_cast<int>(sx::faults::truncateFile(fd, size));
}
SX_INTERPOSE(int faultyFsync(int fd), "fsync") { return static_cast<int>(sx::faults::flushFile(fd)); }
SX_INTERPOSE(int faultyFdatasync(int fd), "fdatasync") { return static_cast<int>(sx::faults::flushFile(fd)); }
SX_INTERPOSE(int faultyDup3(int from, int to, int flags), "dup3")
{
	return static_cast<int>(sx::faults::duplicate(from, to, flags));
}
SX_INTERPOSE(int faultyMkdir(const char* path, mode_t mode), "mkdir")
{
	return static_cast<int>(sx::faults::makeFolder(path, mode));
}
SX_INTERPOSE(int faultyUnlink(const char* path), "unlink") { return static_cast<int>(sx::faults::removeName(path)); }
SX_INTERPOSE(int faultyRename(const char* from, const char* to), "rename")
{
	return static_cast<int>(sx::faults::renameFile(from, to));
}
