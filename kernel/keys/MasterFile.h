// Reads and writes the master file, a few lines of text that are checked strictly and replaced atomically.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <botan/secmem.h>

#include <filesystem>
#include <map>
#include <string>

namespace sx::keys {

using SecureBytes = Botan::secure_vector<std::uint8_t>;

struct MasterKey
{
	Instant created{};
	SecureBytes bytes;  // 32 bytes; empty when retired
	bool isRetired() const noexcept { return bytes.empty(); }
};

/// Holds the content of the master file.
struct MasterKeys
{
	std::string current;                   // a key of `all`
	std::map<std::string, MasterKey> all;  // by id: 8 hexadecimal digits
};

/// Reads a file that only its owner may read. Errors: Missing, Denied (mode looser than 0600, or an owner other than
/// this user and root), Unavailable, Invalid.
Result<Secret> readPrivateFile(const std::filesystem::path& file) noexcept;
/// Replaces the file atomically: writes a new file with mode 0600 beside it, syncs, renames, and syncs the folder.
/// Errors: Unavailable, Full.
Result<> replacePrivateFile(const std::filesystem::path& file, std::string_view content) noexcept;

/// Parses the content of the master file. Errors: Invalid; `detail` names the line, never its content.
Result<MasterKeys> parseMasterKeys(std::string_view text) noexcept;
Secret writeMasterKeys(const MasterKeys& keys);

}
