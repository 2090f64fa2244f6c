// Defines the text of an API key.
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>

namespace sx::api_keys {

/// Parses an API key as a person sees it once: "sx_" ‖ id (11 characters) ‖ "_" ‖ 256 random bits (43 characters).
struct KeyParts
{
	std::string id;
	static constexpr std::size_t kIdBytes = 8, kSecretBytes = 32;
	/// Returns the key's id. Errors: Unauthenticated (not the shape of a key).
	static Result<KeyParts> of(std::string_view key);
	/// Writes the text of a key. secret: base64url.
	static std::string join(std::string_view id, std::string_view secret);
};

}
