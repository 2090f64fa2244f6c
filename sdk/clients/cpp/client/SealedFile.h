// Seals files in parts (sealing protocol, section 5; Tink's AES-GCM-HKDF streaming AEAD).
#pragma once
#include "client/Primitives.h"

#include <optional>

namespace sx::client {

inline constexpr std::int64_t kPartPlainBytes = 8'388'312;  // in a full part
inline constexpr std::int64_t kPartSealedBytes = 8'388'608;
inline constexpr std::int64_t kSegmentBytes = 512 * 1024;

/// Returns the length that content is padded to, so that its exact length is hidden (Padmé).
std::int64_t padmeBytes(std::int64_t bytes);
/// Returns how long padded content is once sealed.
std::int64_t sealedBytes(std::int64_t paddedBytes);
/// Returns how many parts padded content has.
int partCount(std::int64_t paddedBytes);
/// Reverses sealedBytes. Throws Damaged for a length that no sealed file has.
std::int64_t paddedBytesOf(std::int64_t sealedBytes);

/// Derives a file's key. message: 16 bytes; file: 16 bytes (zeros for the manifest).
SecretBytes fileKey(const SecretBytes& messageKey, std::string_view message, std::string_view file);

/// Says which part it is and where it belongs; all of it is authenticated.
struct PartContext
{
	std::string message;  // 16 bytes
	std::string file;     // 16 bytes
	std::uint32_t part = 0;
	bool isLast = false;
};

/// Seals one part of 0 to kPartPlainBytes bytes. saltAndPrefix (32 and 7 bytes): random unless a test gives them.
std::string sealPart(const SecretBytes& fileKey,
	const PartContext& context,
	std::string_view plaintext,
	std::optional<std::string> saltAndPrefix = {});
/// Opens one part. Throws Damaged: changed, cut, reordered, repeated, or from another place.
std::string openPart(const SecretBytes& fileKey, const PartContext& context, std::string_view sealed);

}
