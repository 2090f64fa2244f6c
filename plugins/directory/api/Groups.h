// Offers the groups of a company: named sets of people, with what they may do and which settings they get
// (docs/decisions/groups.md).
#pragma once
#include "sx/http.h"
#include "sx/sql.h"
#include "sx/views.h"

#include <optional>

namespace sx::directory {

/// Describes a group. Where two groups of a person say different things about a setting, the one with the smaller
/// priority wins; of equal ones, the one whose name comes first.
struct Group
{
	std::string id;
	std::string name;
	std::int64_t priority = 100;             // 1 to 999
	std::vector<std::string> permissions{};  // in order; what its members may do besides what their role lets them do
	std::int64_t members = 0;
	Instant changed{};
};

/// Describes a group to add. permissions: in any order.
struct NewGroup
{
	std::string name;
	std::int64_t priority = 100;
	std::vector<std::string> permissions{};
};

/// Holds what to change of a group; what is absent stays as it is.
struct GroupChange
{
	std::optional<std::string> name{};
	std::optional<std::int64_t> priority{};
	std::optional<std::vector<std::string>> permissions{};
};

/// Says which part of a list to return, in order of names (groups) or of ids (members).
struct GroupQuery
{
	std::string search{};  // a part of the name (or, of members, of the address); case and accents do not matter
	std::string after{};   // the id of the last one of the part before; empty: from the start
	int limit = 50;
	int offset = 0;  // of the part that follows `after`
};

/// Describes a member of a group.
struct Member
{
	UserId id;
	std::string name, address;
	bool isActive = true;
};

/// Says who changes groups and what they may do: nobody grants, takes away or changes what they lack.
struct Grantor
{
	Caller by;
	std::optional<std::vector<std::string>> may{};  // nothing: the operator, who may do everything
};

/// Returns who makes a request: for an API key, only what its scopes let it do.
inline Grantor grantorOf(const Request& request)
{
	const auto* person = request.principal();
	return {callerOf(request), person ? person->permissions : std::vector<std::string>{}};
}

/// Keeps the groups of the transaction's company. Every change is recorded in the journal, with before and after.
/// Changing or deleting a group, and adding or removing a member, needs all its permissions, those before and those
/// after (Denied with problem `lacks_permission`, and the permission under "permission"). [the transaction's thread]
class Groups
{
public:
	static constexpr std::string_view kId = "directory.groups/1";
	/// Lists groups.
	virtual Result<std::vector<Group>> list(Sql& sql, const GroupQuery& query) const noexcept = 0;
	virtual Result<std::int64_t> count(Sql& sql) const noexcept = 0;
	/// Returns one group. Errors: Missing.
	virtual Result<Group> byId(Sql& sql, std::string_view id) const noexcept = 0;
	/// Returns the group of that name; case, accents and blanks around it do not matter. Errors: Missing.
	virtual Result<Group> byName(Sql& sql, std::string_view name) const noexcept = 0;
	/// Returns the groups of a person, the one with the smallest priority first.
	virtual Result<std::vector<Group>> of(Sql& sql, const UserId& user) const noexcept = 0;
	/// Lists the members of a group. Errors: Missing.
	virtual Result<std::vector<Member>> membersOf(
		Sql& sql, std::string_view id, const GroupQuery& query) const noexcept = 0;

	/// Adds a group and returns its id. Errors: Conflict with field "name" (taken), Invalid with field (`name`,
	/// `priority`, `permissions`), Denied.
	virtual Result<std::string> add(Sql& sql, const NewGroup& group, const Grantor& by) noexcept = 0;
	/// Changes a group. Errors: those of add(), Missing.
	virtual Result<> change(Sql& sql, std::string_view id, const GroupChange& change, const Grantor& by) noexcept = 0;
	/// Deletes a group, with its memberships and settings. Errors: Missing, Denied.
	virtual Result<> remove(Sql& sql, std::string_view id, const Grantor& by) noexcept = 0;
	/// Adds a person to a group; does nothing if they are in it. Errors: Missing (no such group or person), Denied.
	virtual Result<> addMember(Sql& sql, std::string_view id, const UserId& user, const Grantor& by) noexcept = 0;
	/// Removes a person from a group; does nothing if they are not in it. Errors: Missing (no such group), Denied.
	virtual Result<> removeMember(Sql& sql, std::string_view id, const UserId& user, const Grantor& by) noexcept = 0;
protected:
	~Groups() = default;
};

}
