// Converts between people of the directory and SCIM's users.
#pragma once
#include "domain/Patch.h"
#include "sx/directory/Directory.h"

namespace sx::scim {

/// Holds what SCIM adds to a person.
struct Provisioned
{
	UserId user{};
	std::string userName{};  // lower case; empty: the person's address
	std::string externalId{};
	bool isRemoved = false;  // DELETE has hidden the person from SCIM
	std::optional<Instant> changed{};
};

/// Names a group of a user.
struct GroupName
{
	std::string id, name;
};

/// Holds what a user's resource sets. An absent value leaves the person as they are.
struct UserFields
{
	std::string userName;  // lower case
	std::string externalId, address, firstName, lastName;
	std::optional<bool> isActive{};
	std::optional<Language> language{};
	bool operator==(const UserFields&) const = default;
};

/// Makes the resource of a person. origin: the company's.
Value userResource(const directory::Person& person,
	const Provisioned& provisioned,
	const std::vector<GroupName>& groups,
	const std::string& origin);
/// Returns the resource of a person that a PATCH changes: names in lower case, and no e-mail address where userName is
/// the address, so that the address follows a new userName unless the PATCH sets it.
Value patchable(const Value& resource);
/// Checks that a PATCH names attributes that users have. Errors: Invalid with problem invalidPath or mutability.
Result<> checkTarget(const Target& target);

/// Reads a resource. Names in any case. Unknown members and those that the product does not have are passed over.
/// Errors: Invalid with problem invalidValue or invalidSyntax.
Result<UserFields> userFieldsOf(const Value& resource);

/// Returns a text of a resource whose names are in lower case, in one line; empty if it is absent. Errors: Invalid with
/// problem invalidValue (no text, or over 254 characters).
Result<std::string> textOf(const Value& resource, const std::string& name);

/// Returns when an id was made: a UUIDv7 begins with the time. Source: RFC 9562, section 5.7.
Instant madeAt(std::string_view id);
/// Makes `meta`. path: of the resource, from the origin on.
Value metaOf(std::string_view type, const std::string& location, Instant made, Instant changed);

}
