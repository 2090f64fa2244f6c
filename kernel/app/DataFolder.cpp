#include "kernel/app/DataFolder.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace sx::app {

Result<> makeFolder(const std::string& folder)
{
	std::error_code failed;
	const auto parent = std::filesystem::path(folder).parent_path();
	if (!parent.empty()) std::filesystem::create_directories(parent, failed);
	if (failed)
		return Error{Code::Unavailable, "the folder " + parent.string() + " cannot be made: " + failed.message()};
	if (mkdir(folder.c_str(), 0700) == 0) return {};
	if (errno == EEXIST && std::filesystem::is_directory(folder, failed)) return {};
	return Error{Code::Unavailable, "the folder " + folder + " cannot be made: " + std::strerror(errno)};
}

Result<Fd> lockFolder(const std::string& folder)
{
	const auto path = folder + "/server.lock";
	Fd file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
	if (!file) return Error{Code::Unavailable, path + " cannot be opened: " + std::strerror(errno)};
	if (flock(file.get(), LOCK_EX | LOCK_NB) != 0)
	{
		char other[32] = {};
		const auto length = pread(file.get(), other, sizeof other - 1, 0);
		const auto who = length > 0 ? " (process " + std::string(other, static_cast<std::size_t>(length)) + ")"
									: std::string();
		return Error{Code::Conflict,
			"another server" + who + " uses the data folder " + folder +
				"; stop it first, or give this one a folder of its own (data_folder, or SX_DATA)"};
	}
	const auto self = std::to_string(getpid());
	if (ftruncate(file.get(), 0) != 0 || pwrite(file.get(), self.data(), self.size(), 0) < 0)
		return Error{Code::Unavailable, path + " cannot be written: " + std::strerror(errno)};
	return file;
}

DiskSpace diskSpace(const std::string& folder) noexcept
{
	struct statvfs space
	{
	};
	if (statvfs(folder.c_str(), &space) != 0) return {};
	const auto block = static_cast<std::int64_t>(space.f_frsize);
	return {static_cast<std::int64_t>(space.f_bavail) * block, static_cast<std::int64_t>(space.f_blocks) * block};
}

}
