// The receipt of a destruction (protocol.md section 8): nobody's name, nothing of the content.
#pragma once
#include "domain/Message.h"
#include "domain/State.h"
#include "sx/value.h"

#include <string>

namespace sx::messages {

struct Receipt
{
	TenantId tenant;
	MessageId message;
	Instant made{}, destroyed{};
	Cause cause = Cause::Expired;
	std::int64_t opens = 0;  // taken, of all recipients
	std::string previous;    // SHA-256 of the previous one's canonical JSON, base64url; empty: it is the first
};

/// The object whose canonical JSON is hashed and signed.
Value toValue(const Receipt& receipt);

/// "2026-12-03T19:26:00.000Z"
std::string isoTime(Instant at);

}
