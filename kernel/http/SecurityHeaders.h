// Makes the headers that every response carries.
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>

namespace sx::http {

/// Returns the strict policy, with directives of `extra` replacing those of the same name. Errors: Invalid
/// ('unsafe-inline', 'unsafe-eval', a wildcard, or a character that no policy contains).
Result<std::string> contentSecurityPolicy(std::string_view extra);
/// Says what Strict-Transport-Security covers.
enum class Hsts { None, Host, Subdomains };
/// Returns all other security headers, each with its CRLF.
std::string_view securityHeaders(Hsts hsts) noexcept;

}
