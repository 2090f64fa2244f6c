// Writes the destruction receipt (protocol.md section 8): it holds nobody's name and nothing of the content.
#pragma once
#include "domain/Message.h"
#include "domain/State.h"
#include "sx/time.h"
#include "sx/value.h"

#include <string>

namespace sx::messages {

struct Receipt
{
	TenantId tenant;
	MessageId message;
	Instant made{}, destroyed{};
	Cause cause = Cause::Expired;
	std::int64_t opens = 0;  // taken by all recipients
	std::string previous;    // SHA-256 of the previous receipt's canonical JSON, base64url; empty in the first
};

/// Returns the object whose canonical JSON is hashed and signed.
Value toValue(const Receipt& receipt);

}
