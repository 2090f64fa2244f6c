// Verifies what authenticators sign, with libfido2.
#pragma once
#include "domain/ClientData.h"

#include <string>
#include <string_view>

namespace sx::passkeys {

/// Holds a credential that an authenticator has made. Texts are bytes.
struct Registered
{
	std::string id, publicKey;
	int algorithm = 0;  // COSE: -7 (ES256), -8 (EdDSA) or -257 (RS256)
	std::uint32_t counter = 0;
	bool isUserVerified = false;
};

/// Holds what an authenticator said when it proved its credential.
struct Asserted
{
	std::uint32_t counter = 0;
	bool isUserVerified = false;
};

/// Verifies a new credential: the relying party, that a person was present, and the attestation's signature if there is
/// one. Who made the authenticator is not asked. clientData: checkClientData() has accepted it. Errors: Invalid.
Result<Registered> verifyRegistration(
	const Expected& expected, std::string_view clientData, std::string_view attestationObject) noexcept;

/// Verifies an assertion: the relying party, that a person was present, and the signature. clientData: as above.
/// Errors: Invalid.
Result<Asserted> verifyAssertion(const Expected& expected,
	std::string_view clientData,
	std::string_view authenticatorData,
	std::string_view signature,
	std::string_view publicKey,
	int algorithm) noexcept;

}
