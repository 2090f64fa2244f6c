// Decides which sub-domains a company that buys may choose.
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>

namespace sx::billing {

/// Suggests the sub-domain of a company: "notaires-boreal" of "Notaires Boréal inc."; empty: its name has no letters.
std::string suggestedSubDomain(std::string_view company);

/// Returns a typed sub-domain in lower case. Errors: Invalid with field "subdomain" (3 to 40 letters of a to z, digits
/// and hyphens within; not the form of a domain in another script), Conflict `subdomain_reserved` (or it looks like
/// such a name).
Result<std::string> subDomainOf(std::string_view typed);

}
