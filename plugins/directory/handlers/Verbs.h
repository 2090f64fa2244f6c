// Implements `sxserver tenant add`, `user add`, `user list` and `user forget-mobile`.
#pragma once
#include "store/StoredDirectory.h"

namespace directory {

/// Declares the verbs; they work once the directory has started.
sx::Result<> declareVerbs(sx::Registry& registry, StoredDirectory& directory);

}
