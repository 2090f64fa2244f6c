// Makes the data folder private and reserves it for one server at a time.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <string>

namespace sx::app {

/// Makes the folder and its missing parents; the folder itself gets mode 0700. An existing folder keeps its mode.
/// Errors: Unavailable (cannot be made, or is not a folder).
Result<> makeFolder(const std::string& folder);

/// Locks FOLDER/server.lock for as long as the returned descriptor is open; the system releases the lock when the
/// process ends. Errors: Conflict (another server holds it; names its process id), Unavailable.
Result<Fd> lockFolder(const std::string& folder);

/// Counts the bytes of the file system that holds the folder: available to this process, and in total.
struct DiskSpace
{
	std::int64_t free = 0, total = 0;
};
/// Measures the disk space of a folder; both numbers are 0 if the system cannot tell.
DiskSpace diskSpace(const std::string& folder) noexcept;

}
