// Computes how a sealed file is divided into parts (protocol.md section 5).
#pragma once
#include "sx/storage/Blobs.h"

#include <optional>

namespace sx::storage {

/// Returns how many parts a file of so many bytes has. bytes: at least 1.
int partCount(std::int64_t bytes) noexcept;
/// Returns how many bytes a part has; 0 if there is no such part.
std::int64_t partLength(std::int64_t bytes, int part) noexcept;
inline std::int64_t partOffset(int part) noexcept { return part * kPartBytes; }
/// Decodes 64 hexadecimal digits of either case to 32 bytes. Returns nothing if the text is anything else.
std::optional<Bytes> parseSha256(std::string_view hexadecimal);

}
