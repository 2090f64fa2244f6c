// Holds the rules: values in, decisions out; no clock, database or network.
#pragma once
#include "sx/result.h"

namespace sx::@NAME@ {

/// Allows one more wave, or refuses it. Errors: Conflict (there are enough).
Result<> mayWave(std::int64_t waves, std::int64_t most);

}
