// The data folder: made for nobody else's eyes, and used by one server at a time.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <string>

namespace sx::app {

/// Makes the folder and its parents when missing; the folder itself with mode 0700. An existing one keeps its mode.
/// Errors: Unavailable (cannot be made, or is no folder).
Result<> makeFolder(const std::string& folder);

/// Holds FOLDER/server.lock until it dies; the system gives it back when the process does. Errors: Conflict (another
/// server has it, with its process id), Unavailable.
Result<Fd> lockFolder(const std::string& folder);

/// Bytes that the file system of the folder still has for us, and has in all; zeros when it cannot be asked.
struct DiskSpace
{
	std::int64_t free = 0, total = 0;
};
DiskSpace diskSpace(const std::string& folder) noexcept;

}
