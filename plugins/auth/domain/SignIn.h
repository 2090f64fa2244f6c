// Defines small rules of signing in.
#pragma once
#include "sx/plugin.h"

#include <string>
#include <string_view>

namespace sx::auth {

/// Tells whether a text could be an e-mail address; meant for a hint at the field, not as a proof.
bool looksLikeAddress(std::string_view address);
/// Returns the path to go to after signing in: `next` if it is a path of this site, otherwise "/". Never returns what a
/// browser could take for another site, nor a path of signing in or out.
std::string localPath(std::string_view next);

/// Limits how often something may happen: at most `most` times within `length`, counted from the first time.
struct Window
{
	std::chrono::seconds length{900};
	std::int64_t most = 5;
};

/// Parses an API key as a person sees it once: "sx_" ‖ id (11 characters) ‖ "_" ‖ 256 random bits (43 characters).
struct KeyParts
{
	std::string id;
	static constexpr std::size_t kIdBytes = 8, kSecretBytes = 32;
	/// Returns the key's id. Errors: Unauthenticated (not the shape of a key).
	static Result<KeyParts> of(std::string_view key);
};

}
