// Holds the SQL of boxes and of what was dropped into them.
#pragma once
#include "sx/sealed/Item.h"
#include "sx/sql.h"

namespace sx::dropbox::box_rows {

/// Returns the token of a person's box, which is `fresh` if they had none.
Result<std::string> tokenOf(Sql& sql, const UserId& owner, const std::string& fresh);
/// Returns the owner of a box. Errors: Missing.
Result<UserId> ownerOf(Sql& sql, const std::string& token);
/// Adds something to a box that holds fewer than `most`. Errors: Limited.
Result<> add(Sql& sql, const std::string& token, const sealed::ItemId& item, int most);
/// Checks that something was dropped into this box. Errors: Missing.
Result<> check(Sql& sql, const std::string& token, const sealed::ItemId& item);
Result<> forget(Sql& sql, const sealed::ItemId& item);

}
