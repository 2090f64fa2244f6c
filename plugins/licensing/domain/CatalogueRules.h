// Checks what no single line of the file of plans can show.
#pragma once
#include "sx/licensing/Plans.h"

namespace sx::licensing {

/// Checks that a catalogue can be sold: it has plans, ids are single words and differ, prices and limits are not
/// negative, every feature and limit has words, and each plan gives all features that the one before it gives and at
/// least as much of each limit, so that an upgrade never takes something away. Errors: Invalid, with what is wrong.
Result<> checkCatalogue(const Catalogue& catalogue);

/// Checks that a feature which a plugin asks for (`features:` of its plugin.yaml) has words and is in a plan. Errors:
/// Invalid, with the plugin and what is wrong.
Result<> checkFeatureIsSold(const Catalogue& catalogue, const std::string& plugin, const std::string& feature);

}
