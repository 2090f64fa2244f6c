// Decides whether an ID token is what this sign-in asked for, and whom it names. Source: OpenID Connect Core 1.0,
// sections 2 and 3.1.3.7.
#pragma once
#include "domain/Company.h"

#include <optional>

namespace sx::oidc {

/// Holds what the claims must say.
struct Expected
{
	std::string issuer, clientId, nonce;
	Instant now;
};

/// Tells whether a list of texts holds one.
bool holdsText(const Value& list, std::string_view text);

/// Checks iss, aud, azp, exp, nbf, iat, sub and nonce. Errors: Denied with the claim at fault in problem.
Result<> checkClaims(const Value& claims, const Expected& expected);

/// Names who signed in at the provider.
struct Identity
{
	std::string subject;
	std::string address{};       // lower case, verified by the provider; empty: none
	bool hasTwoFactors = false;  // the provider says that it asked for more than one factor
};
/// Returns whom claims name. The address is there only if the provider vouches for it (docs/decisions/oidc.md). Errors:
/// Denied with problem `guest` (the account belongs to another company's directory) or `tid`.
Result<Identity> identityOf(const Value& claims, const Company& company);

/// Holds the header of a token.
struct TokenHeader
{
	std::string algorithm;  // RS256, PS256 or ES256
	std::string keyId{};    // empty: not said
};
/// Reads a header. Errors: Denied with problem `alg` (none, HMAC, or one that is not allowed) or `crit`.
Result<TokenHeader> headerOf(const Value& header);

/// Is a public key of a provider. Source: RFC 7517, RFC 7518 section 6.
struct PublicKey
{
	std::string id{}, algorithm{};  // algorithm: empty: any of its kind
	bool isEllipticCurve = false;   // P-256; otherwise RSA
	Bytes modulus{}, exponent{}, x{}, y{};
};
/// Returns the key that a token was signed with; nullptr if there is none. A token that names no key needs the only one
/// of its kind.
const PublicKey* keyFor(const std::vector<PublicKey>& keys, const TokenHeader& header);

}
