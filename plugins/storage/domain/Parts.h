// How a sealed file falls into parts (protocol.md section 5).
#pragma once
#include "sx/storage/Blobs.h"

#include <optional>

namespace sx::storage {

/// How many parts a file of so many bytes has; 1 for the smallest. bytes: 1 and more.
int partCount(std::int64_t bytes) noexcept;
/// Bytes of one part; 0 when there is no such part.
std::int64_t partLength(std::int64_t bytes, int part) noexcept;
inline std::int64_t partOffset(int part) noexcept { return part * kPartBytes; }
/// 64 hexadecimal digits, either case, to 32 bytes.
std::optional<Bytes> parseSha256(std::string_view hexadecimal);

}
