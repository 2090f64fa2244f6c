// Reads small files whole, and tells when files changed.
#pragma once
#include "sx/result.h"

#include <filesystem>
#include <string>

namespace sx::pages {

/// Reads a whole file. Errors: Missing (also when it cannot be read).
Result<std::string> readFile(const std::string& path);
/// Returns when the file last changed; for a missing file, the earliest time that the type can hold.
std::filesystem::file_time_type changedAt(const std::string& path) noexcept;

}
