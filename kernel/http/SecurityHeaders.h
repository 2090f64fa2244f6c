// The headers that every answer carries.
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>

namespace sx::http {

/// The strict policy with the directives of `extra` in place of those of the same name.
/// Errors: Invalid ('unsafe-inline', 'unsafe-eval', a wildcard, or characters that no policy has).
Result<std::string> contentSecurityPolicy(std::string_view extra);
/// All others, each with its CRLF; with HSTS when the origin is https.
std::string_view securityHeaders(bool isHttps) noexcept;

}
