// People of a company.
#pragma once
#include "sx/directory/Directory.h"

#include <string_view>
#include <vector>

namespace directory {

/// SQL about people; in a transaction of their tenant. [its thread]
namespace people {

/// Errors: Conflict (the address is taken).
sx::Result<> add(sx::Sql& sql, const sx::UserId& id, const sx::directory::NewPerson& person, sx::Instant now);
/// Errors: Missing.
sx::Result<sx::directory::Person> byId(sx::Sql& sql, const sx::UserId& id);
sx::Result<sx::directory::Person> byAddress(sx::Sql& sql, std::string_view address);
/// By name.
sx::Result<std::vector<sx::directory::Person>> all(sx::Sql& sql);

/// The mobile as it is sealed. Errors: Missing.
sx::Result<sx::directory::Mobile> mobile(sx::Sql& sql, const sx::UserId& id);
sx::Result<> setMobile(sx::Sql& sql, const sx::UserId& id, std::string_view sealed);
sx::Result<> setCountry(sx::Sql& sql, const sx::UserId& id, std::string_view country);
sx::Result<> setProtectsReplies(sx::Sql& sql, const sx::UserId& id, bool protects);

}

}
