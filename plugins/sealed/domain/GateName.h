// Checks the names under which plugins put gates before sealed things (api/Gate.h).
#pragma once
#include "sx/result.h"

#include <string_view>
#include <vector>

namespace sx::sealed {

/// Checks the names of all gates that plugins offer. Errors: Invalid (not of that form, used twice, or a gate of the
/// sealing protocol: password, code).
Result<> checkGateNames(const std::vector<std::string_view>& names);

}
