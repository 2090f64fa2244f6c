#include "domain/GroupRules.h"

#include "domain/Names.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::directory {

std::string trimmedName(std::string_view name)
{
	const auto from = name.find_first_not_of(' ');
	if (from == std::string_view::npos) return {};
	return std::string(name.substr(from, name.find_last_not_of(' ') - from + 1));
}

std::vector<std::string> inOrder(std::vector<std::string> permissions)
{
	std::sort(permissions.begin(), permissions.end());
	permissions.erase(std::unique(permissions.begin(), permissions.end()), permissions.end());
	return permissions;
}

Result<> check(const NewGroup& group, const PermissionBook& book, const std::vector<std::string>& kept)
{
	if (group.name.empty() || charactersIn(group.name) > kMostGroupName || cleanLine(group.name) != group.name)
		return invalid("name", "a group's name has 1 to 100 characters and no control characters");
	if (group.priority < kLeastPriority || group.priority > kMostPriority)
		return invalid("priority", "a priority is 1 to 999");
	for (const auto& each: group.permissions)
		if (!book.isKnown(each) && !holds(kept, each)) return invalid("permissions", "no plugin declares " + each);
	return {};
}

Result<> mayGrant(const Grantor& by, const std::vector<std::string>& permissions, const PermissionBook& book)
{
	if (!by.may) return {};
	for (const auto& each: permissions)
		if (book.isKnown(each) && !holds(*by.may, each))
			return Error{.code = Code::Denied,
				.detail = "who grants, changes or takes away " + each + " must have it",
				.problem = "lacks_permission",
				.field = "permissions",
				.extra = Value::object({{"permission", each}})};
	return {};
}

}
