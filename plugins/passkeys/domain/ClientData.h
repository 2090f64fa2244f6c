// Defines what a browser must say of a ceremony of WebAuthn.
#pragma once
#include "sx/kit.h"

#include <string>
#include <string_view>

namespace sx::passkeys {

/// Holds what a ceremony must be about. challenge: bytes.
struct Expected
{
	std::string type;      // "webauthn.create" or "webauthn.get"
	std::string origin;    // "https://acme.example.com"
	std::string rpId;      // "acme.example.com"
	std::string rpIdHash;  // SHA-256 of rpId, 32 bytes
	std::string challenge;
	bool needsVerifiedUser = false;  // the authenticator must have asked for a PIN, a finger or a face
};

/// Checks clientDataJSON (Web Authentication, sections 7.1 and 7.2): type, challenge, origin, and that no other site's
/// page embeds the ceremony. Errors: Invalid, with what is wrong in detail.
Result<> checkClientData(const Keys& keys, const Json& json, std::string_view text, const Expected& expected);

}
