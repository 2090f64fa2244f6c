// Converts between groups of the directory and SCIM's groups.
#pragma once
#include "domain/UserResource.h"

namespace sx::scim {

/// Holds what a group's resource sets; what is absent stays as it is.
struct GroupFields
{
	std::string name;
	std::string externalId{};
	std::optional<std::vector<UserId>> members{};
};

/// Makes the resource of a group. members: nothing leaves them out.
Value groupResource(const GroupName& group,
	const std::string& externalId,
	const std::optional<std::vector<GroupName>>& members,
	Instant changed,
	const std::string& origin);
/// Reads a resource. Names in any case. Errors: Invalid with problem invalidValue or invalidSyntax.
Result<GroupFields> groupFieldsOf(const Value& resource);
/// Reads the ids in a list of members, or in one member. Errors: Invalid with problem invalidValue (a group within a
/// group, or no id).
Result<std::vector<UserId>> membersIn(const Value& value);

}
