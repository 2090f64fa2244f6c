// Implements directory.groups/1 and kernel.groups/1 with the database.
#pragma once
#include "domain/GroupRules.h"
#include "sx/audit/Audit.h"
#include "sx/plugin.h"
#include "sx/settings.h"

namespace sx::directory {

/// Keeps groups in the database, and records every change. [the transaction's thread]
class StoredGroups final: public Groups, public GroupSource
{
public:
	/// journal: may be null.
	StoredGroups(Context& context, PermissionBook& permissions, TenantSettingsBook& settings, audit::Journal* journal):
		_context(context), _permissions(permissions), _settings(settings), _journal(journal),
		_mostGroups(context.settings().integer("groups_most")),
		_mostMembers(context.settings().integer("group_members_most"))
	{
	}

	Result<std::vector<Group>> list(Sql& sql, const GroupQuery& query) const noexcept override;
	Result<std::int64_t> count(Sql& sql) const noexcept override;
	Result<Group> byId(Sql& sql, std::string_view id) const noexcept override;
	Result<Group> byName(Sql& sql, std::string_view name) const noexcept override;
	Result<std::vector<Group>> of(Sql& sql, const UserId& user) const noexcept override;
	Result<std::vector<Member>> membersOf(
		Sql& sql, std::string_view id, const GroupQuery& query) const noexcept override;
	Result<std::string> add(Sql& sql, const NewGroup& group, const Grantor& by) noexcept override;
	Result<> change(Sql& sql, std::string_view id, const GroupChange& change, const Grantor& by) noexcept override;
	Result<> remove(Sql& sql, std::string_view id, const Grantor& by) noexcept override;
	Result<> addMember(Sql& sql, std::string_view id, const UserId& user, const Grantor& by) noexcept override;
	Result<> removeMember(Sql& sql, std::string_view id, const UserId& user, const Grantor& by) noexcept override;

	Result<std::vector<GroupName>> groupsOf(Sql& sql, const UserId& user) const noexcept override;

	/// Tells whether somebody may change a group and its members.
	bool mayChange(const Grantor& by, const Group& group) const
	{
		return bool(mayGrant(by, group.permissions, _permissions));
	}
	const PermissionBook& permissions() const noexcept { return _permissions; }

private:
	/// Locks a group and returns it, if somebody may change it. Errors: Missing, Denied.
	Result<Group> changeable(Sql& sql, std::string_view id, const Grantor& by) const;
	Result<> record(Sql& sql, const char* kind, std::string_view subject, Value details, const Grantor& by) const;

	Context& _context;
	PermissionBook& _permissions;
	TenantSettingsBook& _settings;
	audit::Journal* const _journal;
	const std::int64_t _mostGroups, _mostMembers;
};

}
