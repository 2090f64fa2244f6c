// The anti-robot check: altcha's proof of work (version 2 of its challenge), checked with one hash.
#pragma once
#include "sx/plugin.h"

#include <string>
#include <string_view>

namespace auth {

/// A challenge is answered by the counter whose SHA-256(salt ‖ nonce ‖ counter) begins with the prefix; the server
/// chose it, so the work has a bound. Stateless: what was asked is signed and comes back with the answer. [any thread]
class Proof
{
public:
	Proof(const sx::Keys& keys, const sx::Json& json): _keys(keys), _json(json) {}

	/// {"parameters": {…}, "signature"}: what altcha's worker takes. work: hashes on average.
	sx::Value challenge(const sx::TenantId& tenant, std::int64_t work, sx::Instant expires) const;

	/// An answer that was right, to be used once.
	struct Answered
	{
		std::string nonce;  // hexadecimal; its id
		sx::Instant expires{};
	};
	/// payload: base64 of JSON {"challenge", "solution"}. Errors: Invalid (no answer, of another tenant, or a wrong
	/// one), Expired.
	sx::Result<Answered> check(const sx::TenantId& tenant, std::string_view payload, sx::Instant now) const;

private:
	std::string signedText(const sx::TenantId& tenant, const sx::Value& parameters) const;
	std::string derive(std::string_view salt, std::string_view nonce, std::uint32_t counter) const;

	const sx::Keys& _keys;
	const sx::Json& _json;
};

/// Bytes of lower-case hexadecimal digits; empty when it is none.
std::string fromHex(std::string_view hex);

}
