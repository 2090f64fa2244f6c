// Says counts in the reader's language, alike on every page.
#pragma once
#include "sx/statistics/Counters.h"
#include "sx/views.h"

#include <optional>

namespace sx::statistics {

/// Returns the part of a whole, at most 1; nothing of nothing.
std::optional<double> shareOf(std::int64_t part, std::int64_t whole);
/// Says a share in percent; a dash without one.
std::string percentOf(const RequestWords& words, std::optional<double> share);

}
