#include "gateway/DiskDriver.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace sx::storage {
namespace {

Error failure(const char* what)
{
	const int code = errno;
	const bool isFull = code == ENOSPC || code == EDQUOT || code == EFBIG;
	return Error{isFull ? Code::Full : Code::Internal, std::string("storage: ") + what + ": " + std::strerror(code)};
}

/// Makes new and removed names in a folder durable.
Result<> syncFolder(const std::string& path)
{
	Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (!fd || ::fsync(fd.get()) != 0) return failure("fsync of a folder");
	return {};
}

std::string parentOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

Result<> makeFolder(const std::string& path)
{
	if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
	return failure("mkdir");
}

/// Tells whether an id has the shape of a UUID. Ids come from our own rows; this keeps a mistake from becoming a path.
bool isName(std::string_view id) noexcept
{
	return id.size() == 36 && id.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
}

std::vector<std::string> entriesOf(const std::string& folder)
{
	std::vector<std::string> out;
	DIR* dir = ::opendir(folder.c_str());
	if (!dir) return out;
	while (const dirent* entry = ::readdir(dir))
		if (entry->d_name[0] != '.') out.emplace_back(entry->d_name);
	::closedir(dir);
	return out;
}

/// Returns when a blob's id was made: ids are UUIDv7, which begin with their milliseconds (RFC 9562, section 5.7).
/// Files are aged by it and not by their own time, so that one clock, the server's, decides.
Instant madeAt(std::string_view id) noexcept
{
	std::int64_t millis = 0;
	for (const char digit: id.substr(0, 13))
		if (digit != '-') millis = millis << 4 | (digit <= '9' ? digit - '0' : digit - 'a' + 10);
	return fromMillis(millis);
}

}

/// Ends an attempt when the function that holds this ends, whatever the way.
class DiskDriver::Stay
{
public:
	Stay(DiskDriver& driver, PartKey key, std::shared_ptr<Attempt> attempt):
		_driver(driver), _key(std::move(key)), _attempt(std::move(attempt))
	{
	}
	~Stay()
	{
		if (_attempt) _driver.leave(_key, _attempt);
	}
	Stay(const Stay&) = delete;
	Stay& operator=(const Stay&) = delete;
	/// Leaves the end to another object.
	void handOver() noexcept { _attempt.reset(); }

private:
	DiskDriver& _driver;
	const PartKey _key;
	std::shared_ptr<Attempt> _attempt;
};

DiskDriver::DiskDriver(std::string folder, std::int64_t reserveBytes, const Keys& keys):
	_folder(std::move(folder)), _reserveBytes(reserveBytes), _keys(keys)
{
}

std::string DiskDriver::path(const BlobId& blob) const
{
	const auto& id = blob.value;
	return _folder + '/' + id.substr(id.size() - 2) + '/' + id.substr(id.size() - 4, 2) + '/' + id;
}

Result<> DiskDriver::hasRoom(std::int64_t bytes) const noexcept
{
	struct statvfs disk
	{
	};
	if (::statvfs(_folder.c_str(), &disk) != 0) return failure("statvfs");
	const auto free = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
	// What arrives is counted whole until it has arrived, so a part refused here may still have fitted, never the
	// other way round.
	if (free - bytes - _receiving < _reserveBytes)
		return failed(Code::Full, "storage: the disk has less than the reserve left");
	return {};
}

Result<Fd> DiskDriver::openForWriting(const BlobId& blob)
{
	const auto file = path(blob), inner = parentOf(file), outer = parentOf(inner);
	Fd fd(::open(file.c_str(), O_RDWR | O_CLOEXEC));
	if (!fd)
	{
		if (auto made = makeFolder(outer); !made) return made.error();
		if (auto made = makeFolder(inner); !made) return made.error();
		fd = Fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
		if (!fd) return failure("open for writing");
	}
	for (const auto* name: {&outer, &inner, &file})
		if (auto kept = keepName(*name); !kept) return kept.error();
	return fd;
}

/// Makes a name durable unless this process has done so. That it is there says nothing: who made it may have failed to
/// sync it, or not have come so far.
Result<> DiskDriver::keepName(const std::string& path)
{
	constexpr std::size_t kMostKept = 10'000;  // some megabytes
	{
		std::lock_guard lock(_mutex);
		if (_kept.contains(path)) return {};
	}
	if (auto synced = syncFolder(parentOf(path)); !synced) return synced;
	std::lock_guard lock(_mutex);
	if (_kept.size() >= kMostKept) _kept.clear();
	_kept.insert(path);
	return {};
}

Result<std::shared_ptr<DiskDriver::Attempt>> DiskDriver::enter(const PartKey& key, std::int64_t bytes)
{
	// Take the room first and look afterwards: of several parts that come at once, each sees the others.
	auto mine = std::make_shared<Attempt>(_receiving, bytes);
	if (auto room = hasRoom(0); !room) return room.error();
	std::unique_lock lock(_mutex);
	// Wait only for an attempt that is committing its row, which takes a moment; one that still receives may be waiting
	// for a dead connection.
	_changed.wait(lock, [&] {
		auto found = _attempts.find(key);
		return found == _attempts.end() || !found->second->isCommitting;
	});
	auto& slot = _attempts[key];
	if (slot)
	{
		// From here on the older attempt's writes fail: its descriptor now refers to a file that is open for reading.
		Fd reader(::open("/dev/null", O_RDONLY | O_CLOEXEC));
		if (!reader || (slot->file && ::dup3(reader.get(), slot->file->get(), O_CLOEXEC) < 0))
			return failure("stopping an older attempt");
		slot->isSuperseded = true;
		mine->hasRival = true;
	}
	slot = mine;
	return mine;
}

void DiskDriver::leave(const PartKey& key, const std::shared_ptr<Attempt>& attempt) noexcept
{
	std::lock_guard lock(_mutex);
	auto found = _attempts.find(key);
	if (found != _attempts.end() && found->second == attempt) _attempts.erase(found);
	_changed.notify_all();
}

Result<Response> DiskDriver::receive(const PartTarget& target,
	std::shared_ptr<Authority> authority,
	std::function<Result<>()> prepare,
	std::function<Result<>()> commit) noexcept
try
{
	if (!isName(target.blob.value)) return failed(Code::Internal, "storage: not a blob's id");
	const PartKey key{target.blob.value, target.part};
	auto entered = enter(key, target.length);
	if (!entered) return entered.error();
	const auto attempt = *entered;
	Stay stay(*this, key, attempt);
	if (auto prepared = prepare(); !prepared) return prepared.error();
	auto fd = openForWriting(target.blob);
	if (!fd) return fd.error();
	auto response = Response::receive(std::move(*fd),
		target.offset,
		target.length,
		true,
		std::move(authority),
		[this, key, target, attempt, commit = std::move(commit)](
			Request&, const Received& received) -> Result<Response> {
			const Stay untilAnswered(*this, key, attempt);
			return finish(target, attempt, received, commit);
		});
	std::lock_guard lock(_mutex);
	if (attempt->isSuperseded) return failed(Code::Conflict, "storage: a newer attempt at this part has begun");
	attempt->file = std::get<Response::Receive>(response.body()).file;
	stay.handOver();
	return response;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("storage.receive: ") + e.what());
}

Result<Response> DiskDriver::finish(const PartTarget& target,
	const std::shared_ptr<Attempt>& attempt,
	const Received& received,
	const std::function<Result<>()>& commit)
{
	{
		std::lock_guard lock(_mutex);
		if (attempt->isSuperseded) return failed(Code::Conflict, "storage: a newer attempt at this part has begun");
		attempt->isCommitting = true;
	}
	if (auto settled = settle(target, *attempt, received); !settled) return settled.error();
	if (auto committed = commit(); !committed) return committed.error();
	return Response::json(Value::object({{"part", target.part}, {"bytes", target.length}}));
}

Result<> DiskDriver::settle(const PartTarget& target, const Attempt& attempt, const Received& received) const
{
	if (received.diskFull) return failed(Code::Full, "storage: the disk is full");
	if (!received.complete || received.bytes != target.length)
		return failed(Code::Invalid, "storage: the part was cut");
	if (!_keys.equal(received.sha256.value, target.sha256.value))
		return invalid("X-Content-SHA256", "storage: the bytes are not those of X-Content-SHA256", "wrong_hash");
	const int fd = attempt.file->get();
	if (::fdatasync(fd) != 0) return failure("fdatasync");
	if (attempt.hasRival && !readsBack(target, fd))
		return failed(Code::Conflict, "storage: two attempts at this part met; send it again");
	return {};
}

bool DiskDriver::readsBack(const PartTarget& target, int fd) const
{
	std::string bytes(static_cast<std::size_t>(target.length), '\0');
	std::size_t have = 0;
	while (have < bytes.size())
	{
		const auto got = ::pread(
			fd, bytes.data() + have, bytes.size() - have, target.offset + static_cast<std::int64_t>(have));
		if (got <= 0) return false;
		have += static_cast<std::size_t>(got);
	}
	return _keys.sha256(bytes) == target.sha256;
}

Result<Response> DiskDriver::send(
	const BlobId& blob, std::int64_t bytes, std::shared_ptr<Authority> authority) const noexcept
try
{
	if (!isName(blob.value)) return failed(Code::Missing, "storage: not a blob's id");
	Fd fd(::open(path(blob).c_str(), O_RDONLY | O_CLOEXEC));
	struct stat found
	{
	};
	if (!fd || ::fstat(fd.get(), &found) != 0) return failed(Code::Missing, "storage: a blob has no file");
	if (found.st_size < bytes) return failed(Code::Missing, "storage: a blob's file is too short");
	auto response = Response::blob(std::move(fd), bytes, "application/octet-stream", std::move(authority));
	response.header("ETag", '"' + blob.value + '"');
	response.header("X-Accel-Buffering", "no");  // nginx must not keep bytes that outlive the blob
	return response;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("storage.send: ") + e.what());
}

Result<> DiskDriver::erase(const BlobId& blob) noexcept
try
{
	if (!isName(blob.value)) return failed(Code::Internal, "storage: not a blob's id");
	const auto file = path(blob), folder = parentOf(file);
	{
		std::lock_guard lock(_mutex);
		_kept.erase(file);
	}
	// The bytes go first: who holds the file open, in this process or on another node, then holds nothing.
	const Fd bytes(::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
	if (!bytes && errno != ENOENT) return failure("open for erasing");
	if (bytes && ::ftruncate(bytes.get(), 0) != 0) return failure("truncate");
	if (::unlink(file.c_str()) != 0)
	{
		if (errno != ENOENT) return failure("unlink");
		if (::access(folder.c_str(), F_OK) != 0 && errno == ENOENT) return {};
	}
	// Also when it is gone already: who removed it may have failed to sync that.
	return syncFolder(folder);
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("storage.erase: ") + e.what());
}

Result<int> DiskDriver::sweep(Instant before, const Known& known) noexcept
try
{
	constexpr std::size_t kAskedAtOnce = 200;
	int erased = 0;
	std::vector<std::string> old;  // of many folders: most hold one file or two
	const auto eraseUnknown = [&]() -> Result<> {
		auto kept = known(old);
		if (!kept) return kept.error();
		for (const auto& name: old)
		{
			if (std::find(kept->begin(), kept->end(), name) != kept->end()) continue;
			if (auto gone = erase({name}); !gone) return gone;
			++erased;
		}
		old.clear();
		return {};
	};
	for (const auto& outer: entriesOf(_folder))
		for (const auto& inner: entriesOf(_folder + '/' + outer))
			for (const auto& name: entriesOf(_folder + '/' + outer + '/' + inner))
			{
				if (!isName(name) || madeAt(name) >= before) continue;
				old.push_back(name);
				if (old.size() < kAskedAtOnce) continue;
				if (auto done = eraseUnknown(); !done) return done.error();
			}
	if (auto done = eraseUnknown(); !done) return done.error();
	return erased;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("storage.sweep: ") + e.what());
}

}
