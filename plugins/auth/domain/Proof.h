// Implements the anti-robot check: altcha's proof of work (version 2 of its challenge), checked with one hash.
#pragma once
#include "sx/plugin.h"

#include <string>
#include <string_view>

namespace sx::auth {

/// Makes and checks challenges. The client must find the counter whose SHA-256(salt ‖ nonce ‖ counter) begins with a
/// prefix; the server chose the counter, so the work is bounded. Keeps no state: the challenge is signed and comes back
/// with the solution. [any thread]
class Proof
{
public:
	Proof(const Keys& keys, const Json& json): _keys(keys), _json(json) {}

	/// Makes a challenge in the form that altcha's worker takes: {"parameters": {…}, "signature"}. work: how many
	/// hashes its solution takes on average.
	Value challenge(const TenantId& tenant, std::int64_t work, Instant expires) const;

	/// Identifies a challenge that was solved, so that its solution is accepted only once.
	struct Answered
	{
		std::string nonce;  // hexadecimal; identifies the challenge
		Instant expires{};
		std::int64_t work = 0;  // as the challenge was made with
	};
	/// Checks a solution. payload: base64 of JSON {"challenge", "solution"}. Errors: Invalid (problem
	/// "proof_missing": none was sent; else a wrong one, or one for another tenant's challenge), Expired.
	Result<Answered> check(const TenantId& tenant, std::string_view payload, Instant now) const;

private:
	std::string signedText(const TenantId& tenant, const Value& parameters) const;
	std::string derive(std::string_view salt, std::string_view nonce, std::uint32_t counter) const;

	const Keys& _keys;
	const Json& _json;
};

/// Decodes lower-case hexadecimal digits. Returns an empty string if the text holds anything else.
std::string fromHex(std::string_view hex);

}
