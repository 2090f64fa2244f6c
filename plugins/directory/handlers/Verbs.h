// Implements `sxserver tenant add`, `user add`, `user list` and `user forget-mobile`.
#pragma once
#include "store/StoredDirectory.h"

namespace sx::directory {

/// Declares the verbs; they work once the directory has started.
Result<> declareVerbs(Registry& registry, StoredDirectory& directory);

}
