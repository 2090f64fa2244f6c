// Verifies that a webhook is Stripe's.
#pragma once
#include "sx/kit.h"

namespace sx::stripe {

/// Computes an HMAC-SHA-256 with a key of somebody else's; 32 bytes. Source: RFC 2104.
Bytes hmacSha256(const Keys& keys, std::string_view key, std::string_view data);

/// Verifies the header Stripe-Signature ("t=1492774577,v1=5257a8…") of a body: one of its v1 is the HMAC of the time, a
/// point and the body, and the time is no further from now than the tolerance. Errors: Invalid with problem
/// "signature" (malformed, or nobody with the secret made it) or "signature_old".
/// Source: Stripe, "Verify webhook signatures manually".
Result<> verifySignature(const Keys& keys,
	const Secret& secret,
	std::string_view header,
	std::string_view body,
	Instant now,
	std::chrono::seconds tolerance);

}
