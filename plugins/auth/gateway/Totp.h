// Computes the codes of authenticator apps with Botan (RFC 6238).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace sx::auth {

/// Returns the six digits of a 30-second step: HMAC-SHA-1, which every authenticator app knows.
std::string totpCode(std::string_view secret, std::int64_t step);

}
