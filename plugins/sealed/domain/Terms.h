// Checks what an author asks for against the limits before anything is stored.
#pragma once
#include "sx/sealed/Items.h"
#include "sx/sealed/SealedSize.h"

namespace sx::sealed {

inline constexpr std::int64_t kManifestMaxBytes = 16'000'000;  // sealed

/// Checks everything about an item but its gates' settings. Errors: Invalid with `field`, TooLarge.
Result<> checkTerms(const Terms& terms, const Limits& limits);

/// Tells whether the text is 22 characters of base64url that encode exactly 16 bytes.
bool isId(std::string_view text) noexcept;

/// Returns an error for a number outside its range, with `min` and `max` in extra.
Error outOfRange(std::string field, std::int64_t min, std::int64_t max);

}
