// Converts names of domains between the form that mail has and the one that people write (RFC 5891), with ICU.
#pragma once
#include <string>
#include <string_view>

namespace sx::policy {

/// Returns a domain as addresses have it, in ASCII and lower case, however it was written: "@Exämple.ORG." becomes
/// "xn--exmple-cua.org". Keeps a leading "*." and "*" alone. A text that is no domain comes back as it is, for the
/// check that refuses it. [any thread]
std::string asciiDomain(std::string_view written);

/// Returns a domain as people write it: "exämple.org" of "xn--exmple-cua.org". [any thread]
std::string shownDomain(const std::string& domain);

}
