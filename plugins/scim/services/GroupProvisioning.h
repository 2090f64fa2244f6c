// Lists, adds, changes and removes groups as an identity provider asks for it (SCIM). What a group lets its members do
// is given on the portal's page alone; whoever changes who is in it must hold those permissions.
#pragma once
#include "domain/GroupResource.h"
#include "services/Provisioning.h"

namespace sx::scim {

/// [any thread]
class GroupProvisioning
{
public:
	/// journal: may be null.
	GroupProvisioning(Context& context, directory::Groups& groups, audit::Journal* journal):
		_context(context), _groups(groups), _journal(journal)
	{
	}

	/// Returns a group's resource. Errors: Missing.
	Result<Value> byId(const Asker& asker, const std::string& id, bool withMembers) const;
	/// Errors: Invalid with problem tooMany.
	Result<ListPart> list(const Asker& asker, const ListQuery& query, bool withMembers) const;
	/// Adds a group without permissions. Errors: Conflict with problem uniqueness, Invalid, Denied.
	Result<Value> add(const Asker& asker, const GroupFields& fields) const;
	Result<Value> replace(const Asker& asker, const std::string& id, const GroupFields& fields) const;
	Result<> patch(const Asker& asker, const std::string& id, const std::vector<Operation>& operations) const;
	Result<> remove(const Asker& asker, const std::string& id) const;

private:
	Result<Value> resourceOf(Sql& sql, const Asker& asker, const directory::Group& group, bool withMembers) const;
	Result<std::vector<directory::Member>> membersOf(Sql& sql, const std::string& id) const;
	Result<> addMembers(Sql& sql, const Asker& asker, const std::string& id, const std::vector<UserId>& users) const;
	Result<> removeMembers(Sql& sql, const Asker& asker, const std::string& id, const std::vector<UserId>& users) const;
	/// Leaves these members in the group and no others.
	Result<> setMembers(Sql& sql, const Asker& asker, const std::string& id, const std::vector<UserId>& users) const;
	Result<> rename(Sql& sql, const Asker& asker, const std::string& id, const std::string& name) const;
	Result<> applyTo(Sql& sql, const Asker& asker, const std::string& id, const Operation& operation) const;
	Result<> applyToMembers(Sql& sql, const Asker& asker, const std::string& id, const Operation& operation) const;
	Result<> record(Sql& sql, const Asker& asker, std::string kind, const directory::Group& group) const;

	Context& _context;
	directory::Groups& _groups;
	audit::Journal* const _journal;
};

}
