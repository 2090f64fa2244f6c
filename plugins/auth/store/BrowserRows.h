// Reads and writes the rows of the browsers in which people have signed in.
#pragma once
#include "sx/plugin.h"

#include <string>

namespace sx::auth::browsers {

/// Queries the database, in a transaction of the tenant except for sweep. mark: a MAC of the browser's cookie and the
/// person's address. [its thread]

/// Tells whether the person of the mark's address has signed in in the mark's browser.
Result<bool> isKnown(Sql& sql, const std::string& mark);
/// Remembers a browser, or when it was seen again.
Result<> remember(Sql& sql, const std::string& mark, const UserId& user, Instant now);
/// Forgets every browser of a person.
Result<> forgetAllOf(Sql& sql, const UserId& user);
/// Forgets browsers that were not seen since a moment, in a transaction of all tenants.
Result<> sweep(Sql& sql, Instant since);

}
