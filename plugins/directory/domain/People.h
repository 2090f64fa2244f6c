// Validates people and companies, and defines what roles may do.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/enums.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::directory {

/// Tells whether a text has the shape of an IANA zone name: "America/Toronto", "UTC".
bool isTimeZone(std::string_view zone);
/// Tells what a person may do; each role includes those before it.
enum class Role { Member, Admin, Super };
inline constexpr auto kRoles = enumWords<Role>(
	{{Role::Member, "member"}, {Role::Admin, "admin"}, {Role::Super, "super"}});

/// Tells whether a text has the shape of a country's code (ISO 3166-1 alpha-2), or is empty: none.
bool isCountry(std::string_view country);
/// Validates a new company or person. Errors: Invalid, with the field.
Result<> check(const NewTenant& tenant);
Result<> check(const NewPerson& person);
/// Returns a text without the blanks around it.
std::string_view withoutBlanks(std::string_view text);
/// Returns the person with both parts of the name, trimmed, and the name that they make.
NewPerson named(NewPerson person);
/// Joins first and last name.
std::string wholeName(std::string_view first, std::string_view last);
/// Returns what people are sorted by and searched in: name and address without accents, in lower case.
std::string foldedOf(std::string_view name, std::string_view address);

/// Says where a list of people goes on: after a person, whose key is what the list is ordered by.
struct Place
{
	std::string key;
	UserId person;
};
std::string wordOf(const Place& place);
/// Reads what wordOf() wrote; nullopt: something else.
std::optional<Place> placeOf(std::string_view word);

/// Holds the permissions that each role adds to those of the role below it.
struct RoleTable
{
	std::vector<std::string> member, admin, super;
	std::vector<std::string> permissionsOf(std::string_view role) const;
};

/// Makes the address of a company's links from its first host.
struct OriginRule
{
	std::string scheme = "https";
	int port = 0;  // left out of the address if 0 or the scheme's own
	std::string origin(std::string_view host) const;
};

}
