// What of a folder is safely on the disk, and what only looks so.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sx::faults {

/// Follows names and contents below one folder as POSIX promises them: a file's bytes are safe once it was flushed, a
/// name once its folder was. [one thread at a time]
class DiskModel
{
public:
	/// Takes everything in the folder for safe.
	void take(const std::string& folder);

	void opened(int fd, const std::string& path, bool isEmptied);
	void forget(int fd) noexcept;
	bool knows(int fd) const noexcept;
	const std::string& pathOf(int fd) const noexcept { return _open[static_cast<std::size_t>(fd)].path; }
	void wrote(int fd, std::int64_t at, std::string_view bytes);
	void truncated(int fd, std::int64_t size);
	/// Makes the file's bytes, or the folder's names, safe. False: a flush of another descriptor has lost bytes of it.
	bool flushed(int fd);
	/// Forgets what was to be flushed: the page cache takes such pages for clean, and the disk never had them.
	void failedToFlush(int fd);
	void madeFolder(const std::string& path);
	void removed(const std::string& path);
	void renamed(const std::string& from, const std::string& to);

	/// Makes the real folder what a power loss leaves. seed 0: nothing but what is safe; otherwise some of the rest
	/// too.
	void losePower(unsigned seed);

private:
	struct Change
	{
		std::int64_t at;
		std::string bytes;
		bool isTruncation;  // to `at`
	};
	struct Node
	{
		bool isFolder = false;
		std::string safe;
		std::vector<Change> unsafe;
		unsigned lostFlushes = 0;
	};
	using Names = std::map<std::string, std::shared_ptr<Node>>;
	struct Open
	{
		std::shared_ptr<Node> node;
		std::string path;
		unsigned seenLosses = 0;
	};

	static void apply(std::string& content, const Change& change);
	Names survivingNames(unsigned seed) const;

	std::string _folder;
	Names _names, _safeNames;
	std::vector<Open> _open;  // by descriptor
};

}
