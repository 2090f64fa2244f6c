// Finds the plan that would do.
#pragma once
#include "sx/licensing/Plans.h"

namespace sx::licensing {

/// Returns the smallest plan that gives a feature; nullptr: none does.
const Plan* planWith(const Catalogue& catalogue, std::string_view feature) noexcept;
/// Returns the smallest plan that gives at least an amount of a limit, or does not limit it; nullptr: none does.
const Plan* planFor(const Catalogue& catalogue, std::string_view limit, std::int64_t amount) noexcept;

}
