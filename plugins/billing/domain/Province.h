// Finds the province in which a customer lives, by postal code (row E5).
#pragma once
#include "sx/result.h"

#include <string>
#include <string_view>

namespace sx::billing {

/// Returns the two letters of the province or territory of a Canadian postal code, such as "QC" for "J2A 0G4". Takes it
/// in either case, with or without the space, as people type it. Errors: Invalid with field "postal_code".
/// Source: Canada Post, Addressing Guidelines (the first letter; X is split by the next two characters).
Result<std::string> provinceOf(std::string_view postalCode);

/// Returns the time zone in which most people of a province live, an IANA name.
std::string timeZoneOf(std::string_view province);

}
