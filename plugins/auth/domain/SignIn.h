// Small rules of signing in.
#pragma once
#include "sx/plugin.h"

#include <string>
#include <string_view>

namespace auth {

/// Whether it could be an e-mail address; for a hint at the field, not for truth.
bool looksLikeAddress(std::string_view address);
/// Where to go after signing in: a path of this site, or "/". Nothing that a browser could take for another site.
std::string localPath(std::string_view next);

/// Whether one more may pass: at most `most` in `window`, counted from the first.
struct Window
{
	std::chrono::seconds length{900};
	std::int64_t most = 5;
};

/// One API key as a person sees it once: "sx_" ‖ id (11) ‖ "_" ‖ 256 random bits (43).
struct KeyParts
{
	std::string id;
	static constexpr std::size_t kIdBytes = 8, kSecretBytes = 32;
	/// Errors: Unauthenticated (not the shape of a key).
	static sx::Result<KeyParts> of(std::string_view key);
};

}
