// Ties a database to the keys of its deployment: other keys could read nothing in it and would sign what nobody can
// verify.
#pragma once
#include "sx/kit.h"
#include "sx/sql.h"

#include <string>

namespace sx::app {

/// Writes this deployment's public key into a new database, or compares it with the key in an existing one. Errors:
/// Denied (the database belongs to other keys; the detail says what to do), those of Sql.
Result<> claimDatabase(Store& store, const Keys& keys, const std::string& keyFile);

/// Marks the database as a demonstration's, for good. Its people and API key are known to whoever read about them.
Result<> markDemonstration(Store& store) noexcept;

/// Checks that production does not serve a demonstration's data. Errors: Denied (the detail says what to do).
Result<> refuseDemonstration(Store& store);

}
