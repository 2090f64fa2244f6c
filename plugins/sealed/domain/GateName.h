// Checks the names under which plugins put gates before sealed things (api/Gate.h).
#pragma once
#include "sx/result.h"

#include <string_view>
#include <vector>

namespace sx::sealed {

/// Tells whether a text has the form of a gate's name: 1 to 32 of a to z, 0 to 9 and _. The name goes as it is into
/// routes and labels of metrics.
bool isGateName(std::string_view name) noexcept;

/// Checks the names of all gates that plugins offer. Errors: Invalid (not of that form, used twice, or a gate of the
/// sealing protocol: password, code).
Result<> checkGateNames(const std::vector<std::string_view>& names);

}
