// Stores blobs as files in fan-out folders below one folder of this machine. Only one server process may use a folder.
#pragma once
#include "domain/BlobDriver.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace sx::storage {

/// Stores a blob in FOLDER/ef/12/ID, where the folders are named after the id's last characters, which are random. The
/// file is sparse until all its parts are there. [any thread]
class DiskDriver final: public BlobDriver
{
public:
	/// Uses a folder, which must exist. reserveBytes: free space that is never used, not even by parts that come at
	/// once. keys: for hashing a part again that two attempts may have written.
	DiskDriver(std::string folder, std::int64_t reserveBytes, const Keys& keys);

	Result<> hasRoom(std::int64_t bytes) const noexcept override;
	Result<Response> receive(const PartTarget& target,
		std::shared_ptr<Authority> authority,
		std::function<Result<>()> prepare,
		std::function<Result<>()> commit) noexcept override;
	Result<Response> send(
		const BlobId& blob, std::int64_t bytes, std::shared_ptr<Authority> authority) const noexcept override;
	Result<> erase(const BlobId& blob) noexcept override;
	Result<int> sweep(Instant before, const Known& known) noexcept override;

	/// Returns the path of a blob's file.
	std::string path(const BlobId& blob) const;

private:
	/// Counts the bytes of one part as taken, from before its first one to its end.
	class Room
	{
	public:
		Room(std::atomic<std::int64_t>& all, std::int64_t bytes) noexcept: _all(all), _bytes(bytes) { _all += bytes; }
		~Room() { _all -= _bytes; }
		Room(const Room&) = delete;
		Room& operator=(const Room&) = delete;

	private:
		std::atomic<std::int64_t>& _all;
		const std::int64_t _bytes;
	};
	struct Attempt
	{
		Attempt(std::atomic<std::int64_t>& all, std::int64_t bytes) noexcept: room(all, bytes) {}
		const Room room;
		std::shared_ptr<Fd> file;  // null until receive() hands it to the kernel
		bool isSuperseded = false;
		bool isCommitting = false;
		bool hasRival = false;  // an older attempt may have written here too: read the part back before committing it
	};
	using PartKey = std::pair<std::string, int>;

	class Stay;

	Result<std::shared_ptr<Attempt>> enter(const PartKey& key, std::int64_t bytes);
	void leave(const PartKey& key, const std::shared_ptr<Attempt>& attempt) noexcept;
	Result<Fd> openForWriting(const BlobId& blob);
	Result<> keepName(const std::string& path);
	Result<Response> finish(const PartTarget& target,
		const std::shared_ptr<Attempt>& attempt,
		const Received& received,
		const std::function<Result<>()>& commit);
	Result<> settle(const PartTarget& target, const Attempt& attempt, const Received& received) const;
	bool readsBack(const PartTarget& target, int fd) const;

	std::string _folder;
	std::int64_t _reserveBytes;
	const Keys& _keys;
	std::atomic<std::int64_t> _receiving{0};  // bytes of all parts that are being received
	std::mutex _mutex;
	std::condition_variable _changed;
	std::map<PartKey, std::shared_ptr<Attempt>> _attempts;
	std::set<std::string> _kept;  // files and folders whose names are known to be durable; not all of them
};

}
