// Verifies signatures of tokens, with Botan, whose headers only the .cpp includes.
#pragma once
#include "domain/IdToken.h"

namespace sx::oidc {

/// Verifies a signature of RS256, PS256 or ES256 (RFC 7518, section 3). Errors: Denied with problem `signature` (wrong,
/// or a key that is too weak, off its curve or of another kind). [any thread]
Result<> verify(
	const PublicKey& key, const std::string& algorithm, std::string_view signedText, const Bytes& signature) noexcept;

}
