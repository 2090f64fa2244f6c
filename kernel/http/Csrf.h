// The token that a form or script of our own pages sends along, derived from the session's cookie.
#pragma once
#include "sx/kit.h"

namespace sx::http {

/// What stands in `<meta name="csrf">` and `_csrf`; base64url. [any thread]
std::string csrfToken(const Keys& keys, std::string_view sessionCookie);
/// Constant time in the token's content. [any thread]
bool isCsrfToken(const Keys& keys, std::string_view sessionCookie, std::string_view token);

}
