// Implements `sxserver audit verify`, which checks every chain of every tenant.
#pragma once
#include "store/StoredJournal.h"

#include <vector>

namespace audit {

/// Prints one line per chain. Returns 1 if a chain is at fault or cannot be read, otherwise 0. [main thread]
sx::Result<int> verifyAll(const StoredJournal& journal, const std::vector<sx::audit::Chain*>& others);

}
