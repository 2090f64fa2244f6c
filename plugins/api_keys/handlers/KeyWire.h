// Reads and writes API keys as the API, the pages and the verbs have them.
#pragma once
#include "services/KeyBook.h"
#include "sx/http.h"

#include <optional>
#include <string_view>

namespace sx::api_keys {

/// Reads when a key ends: a moment ("2027-01-31T17:00:00Z", "…+01:00"), a day ("2027-01-31", to its end in UTC), or
/// days from now ("90d"). Empty: none. Errors: Invalid with field "expires".
Result<std::optional<Instant>> expiryOf(std::string_view text, Instant now);

/// Returns who makes a request, with what they may do.
KeyAuthor authorOf(const Request& request);

/// Reads the body of `POST /api/v1/keys`. Errors: Invalid with field (also for a member that it does not know: a
/// misspelt limit would be none).
Result<NewKey> newKeyOf(const Value& body, Instant now);

/// Reads where a list continues, as cursorOf() wrote it. Errors: Invalid with field "before".
Result<> readCursor(std::string_view text, KeyQuery& query);
/// Writes where a list continues after a key.
std::string cursorOf(const Key& key);

/// Writes a key; neither its text nor the hash of it is there.
Value valueOf(const Key& key, Instant now);

/// Names the state of a key: "active", "expired" or "revoked".
std::string_view stateOf(const Key& key, Instant now);

}
