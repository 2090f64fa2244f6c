// Checks what no single line of the file of plans can show.
#pragma once
#include "sx/licensing/Plans.h"

namespace sx::licensing {

/// Checks that a catalogue can be sold: it has plans, ids are single words and differ, prices and limits are not
/// negative, every feature and limit has words, and each plan gives all features that the one before it gives and at
/// least as much of each limit, so that an upgrade never takes something away. Errors: Invalid, with what is wrong.
Result<> checkCatalogue(const Catalogue& catalogue);

}
