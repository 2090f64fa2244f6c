// Knows what people may do: by their role, and by their groups.
#pragma once
#include "domain/People.h"
#include "sx/permissions.h"

namespace sx::directory {

/// Finds people's permissions. [any thread; with a transaction: its thread]
class Powers
{
public:
	/// book: must outlive this object.
	Powers(RoleTable roles, const PermissionBook& book): _roles(std::move(roles)), _book(book) {}

	/// Returns what a role may do; nothing for an unknown role.
	std::vector<std::string> permissionsOf(std::string_view role) const { return _roles.permissionsOf(role); }
	/// Fills in a person's groups and permissions. A permission of a plugin that does not run lets nobody do anything.
	Result<Person> completed(Sql& sql, Person person) const;
	/// Tells whether somebody may do all that others may do: nobody grants what they lack, and nobody changes who may
	/// do more.
	static bool holdsAll(const std::vector<std::string>& own, const std::vector<std::string>& others);

private:
	const RoleTable _roles;
	const PermissionBook& _book;
};

}
