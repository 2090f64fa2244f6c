// Whole small files, and when they changed.
#pragma once
#include "sx/result.h"

#include <filesystem>
#include <string>

namespace sx::pages {

/// Errors: Missing.
Result<std::string> readFile(const std::string& path);
/// The oldest time there is for a file that is not there.
std::filesystem::file_time_type changedAt(const std::string& path) noexcept;

}
