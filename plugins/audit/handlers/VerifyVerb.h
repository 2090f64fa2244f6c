// `sxserver audit verify`: every chain of every tenant.
#pragma once
#include "store/StoredJournal.h"

#include <vector>

namespace audit {

/// Prints one line a chain; 1 when one is at fault or could not be read. [main thread]
sx::Result<int> verifyAll(const StoredJournal& journal, const std::vector<sx::audit::Chain*>& others);

}
