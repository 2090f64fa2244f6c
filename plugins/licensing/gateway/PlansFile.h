// Reads the file of plans.
#pragma once
#include "sx/licensing/Plans.h"

namespace sx::licensing {

/// Reads and checks a catalogue (config/plans.yaml). Errors: Invalid, with the line where one is known.
Result<Catalogue> readPlans(const std::string& path);

}
