// The master file: a few lines of text, read with suspicion and replaced atomically.
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
	SecureBytes bytes;  // 32; empty: retired
	bool isRetired() const noexcept { return bytes.empty(); }
};

/// The content of the file.
struct MasterKeys
{
	std::string current;                   // an id of `all`
	std::map<std::string, MasterKey> all;  // by id: 8 hexadecimal digits
};

/// Errors: Missing, Denied (mode looser than 0600, or another owner), Unavailable, Invalid.
Result<Secret> readPrivateFile(const std::filesystem::path& file) noexcept;
/// Writes with mode 0600 beside the file, syncs, renames, syncs the folder. Errors: Unavailable, Full.
Result<> replacePrivateFile(const std::filesystem::path& file, std::string_view content) noexcept;

/// Errors: Invalid; the detail names a line, never its content.
Result<MasterKeys> parseMasterKeys(std::string_view text) noexcept;
Secret writeMasterKeys(const MasterKeys& keys);

}
