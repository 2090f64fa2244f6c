// Reads and writes the rows of a company's people.
#pragma once
#include "sx/directory/Directory.h"

#include <string_view>
#include <vector>

namespace sx::directory {

/// Queries the database, each function in a transaction of the people's tenant. [its thread]
namespace people {

/// Inserts a person. Errors: Conflict (the address is taken).
Result<> add(Sql& sql, const UserId& id, const NewPerson& person, Instant now);
/// Returns one person, without the company's zone if they have none of their own. Errors: Missing.
Result<Person> byId(Sql& sql, const UserId& id);
Result<Person> byAddress(Sql& sql, std::string_view address);
/// Returns everyone, sorted by name.
Result<std::vector<Person>> all(Sql& sql);

/// Locks the company's people until the transaction ends, so that of two changes at once neither misses the other.
Result<> lock(Sql& sql);
/// Tells whether an active person has one of the roles, except one person.
Result<bool> hasActive(Sql& sql, const std::vector<std::string>& roles, const UserId& except);
/// Each changes one person. Errors: Missing.
Result<> setActive(Sql& sql, const UserId& id, bool isActive);
Result<> setRole(Sql& sql, const UserId& id, std::string_view role);
/// zone: empty for the company's.
Result<> setPreferences(Sql& sql, const UserId& id, const Language& language, std::string_view zone);

/// Returns a person's mobile, with the number still sealed. Errors: Missing.
Result<Mobile> mobile(Sql& sql, const UserId& id);
Result<> setMobile(Sql& sql, const UserId& id, std::string_view sealed);
Result<> setCountry(Sql& sql, const UserId& id, std::string_view country);
Result<> setProtectsReplies(Sql& sql, const UserId& id, bool protects);

}

}
