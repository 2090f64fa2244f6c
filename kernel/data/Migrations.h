// Reads numbered SQL files and applies each once.
#pragma once
#include "kernel/data/Session.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sx::data {

struct Migration
{
	std::int64_t number = 0;
	std::string name;  // "0001_people"
	std::string text;
	std::string checksum;  // SHA-256, hexadecimal
};

/// Reads a folder's migrations for one dialect ("sqlite" or "postgresql"), in order. Errors: Invalid (a gap, a name,
/// two files of one number, a deferred constraint), Unavailable.
Result<std::vector<Migration>> readMigrations(const std::filesystem::path& folder, std::string_view dialect) noexcept;

/// Applies the migrations that have not been applied yet. Errors: Invalid (an applied one changed or vanished),
/// Internal (wrong SQL), those of Session.
Result<> applyMigrations(
	Session& session, std::string_view pluginId, const std::vector<Migration>& migrations) noexcept;

}
