// Blobs as files in fan-out folders below one folder of this machine. One server process works on a folder.
#pragma once
#include "domain/BlobDriver.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace sx::storage {

/// FOLDER/ef/12/ID, named by the id's last characters, which are random. A file is sparse until its parts are there.
/// [any thread]
class DiskDriver final: public BlobDriver
{
public:
	/// folder: exists. reserveBytes: free space that stays. keys: for checking a part again that two attempts touched.
	DiskDriver(std::string folder, std::int64_t reserveBytes, const Keys& keys);

	Result<> hasRoom(std::int64_t bytes) const noexcept override;
	Result<Response> receive(const PartTarget& target,
		std::function<Result<>()> prepare,
		std::function<Result<>()> commit) noexcept override;
	Result<Response> send(const BlobId& blob, std::int64_t bytes) const noexcept override;
	Result<> erase(const BlobId& blob) noexcept override;
	Result<int> sweep(Instant before, const Known& known) noexcept override;

	/// Where a blob's file lies; for tests and messages to operators.
	std::string path(const BlobId& blob) const;

private:
	struct Attempt
	{
		std::shared_ptr<Fd> file;  // null until the kernel writes to it
		bool isSuperseded = false;
		bool isCommitting = false;
		bool hasRival = false;  // another attempt wrote to the same place: read it back before believing it
	};
	using Place = std::pair<std::string, int>;

	class Stay;

	Result<std::shared_ptr<Attempt>> enter(const Place& place);
	void leave(const Place& place, const std::shared_ptr<Attempt>& attempt) noexcept;
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
	std::mutex _mutex;
	std::condition_variable _changed;
	std::map<Place, std::shared_ptr<Attempt>> _attempts;
	std::set<std::string> _kept;  // files and folders whose names are known to be durable; not all of them
};

}
