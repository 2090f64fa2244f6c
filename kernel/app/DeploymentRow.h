// Whose database this is: the keys of another deployment could read nothing in it, and would sign what nobody can
// check.
#pragma once
#include "sx/kit.h"
#include "sx/sql.h"

#include <string>

namespace sx::app {

/// Writes this deployment's public key into a new database; compares it with that of an old one.
/// Errors: Denied (the database belongs to other keys; says what to do), those of Sql.
Result<> claimDatabase(Store& store, const Keys& keys, const std::string& keyFile);

}
