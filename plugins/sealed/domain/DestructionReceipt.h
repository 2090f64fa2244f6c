// Writes the destruction receipt (protocol.md section 8): it holds nobody's name and nothing of the content.
#pragma once
#include "sx/sealed/Item.h"
#include "sx/value.h"

#include <string>

namespace sx::sealed {

struct Receipt
{
	TenantId tenant;
	ItemId item;
	Instant made{}, destroyed{};
	Cause cause = Cause::Expired;
	std::int64_t opens = 0;  // taken by all recipients
	std::string previous;    // SHA-256 of the previous receipt's canonical JSON, base64url; empty in the first
};

/// Returns the object whose canonical JSON is hashed and signed.
Value toValue(const Receipt& receipt);

}
