// Reads and writes the rows of a company's people.
#pragma once
#include "sx/directory/Directory.h"

#include <string_view>
#include <vector>

namespace directory {

/// Queries the database, each function in a transaction of the people's tenant. [its thread]
namespace people {

/// Inserts a person. Errors: Conflict (the address is taken).
sx::Result<> add(sx::Sql& sql, const sx::UserId& id, const sx::directory::NewPerson& person, sx::Instant now);
/// Returns one person. Errors: Missing.
sx::Result<sx::directory::Person> byId(sx::Sql& sql, const sx::UserId& id);
sx::Result<sx::directory::Person> byAddress(sx::Sql& sql, std::string_view address);
/// Returns everyone, sorted by name.
sx::Result<std::vector<sx::directory::Person>> all(sx::Sql& sql);

/// Returns a person's mobile, with the number still sealed. Errors: Missing.
sx::Result<sx::directory::Mobile> mobile(sx::Sql& sql, const sx::UserId& id);
sx::Result<> setMobile(sx::Sql& sql, const sx::UserId& id, std::string_view sealed);
sx::Result<> setCountry(sx::Sql& sql, const sx::UserId& id, std::string_view country);
sx::Result<> setProtectsReplies(sx::Sql& sql, const sx::UserId& id, bool protects);

}

}
