// Converts bytes to text and back: base64url without padding (RFC 4648, section 5) and lower-case hexadecimal.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

namespace sx::keys {

std::string toBase64Url(std::string_view bytes);
/// Decodes base64url strictly: refuses padding, other characters, impossible lengths and stray trailing bits.
/// Errors: Invalid.
Result<Bytes> fromBase64Url(std::string_view text);
std::string toHex(std::string_view bytes);
/// Decodes lower-case hexadecimal. Errors: Invalid.
Result<Bytes> fromHex(std::string_view text);

}
