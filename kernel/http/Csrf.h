// Derives the token that our own pages' forms and scripts send along from the session's cookie.
#pragma once
#include "sx/kit.h"

namespace sx::http {

/// Returns the token for `<meta name="csrf">` and the form field `_csrf`, as base64url. [any thread]
std::string csrfToken(const Keys& keys, std::string_view sessionCookie);
/// Checks a token, in a time that does not depend on the token's content. [any thread]
bool isCsrfToken(const Keys& keys, std::string_view sessionCookie, std::string_view token);

}
