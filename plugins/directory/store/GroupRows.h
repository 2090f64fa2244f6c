// Reads and writes the rows of a company's groups and their members.
#pragma once
#include "sx/directory/Groups.h"

namespace sx::directory::group_rows {

/// Inserts a group. Errors: Conflict with field "name" (taken).
Result<> add(Sql& sql, const Group& group);
/// Locks a group until the transaction ends, so that nobody becomes a member while its permissions change. Errors:
/// Missing.
Result<> lock(Sql& sql, std::string_view id, Instant now);
/// Stores name, priority and permissions. Errors: Conflict with field "name" (taken).
Result<> put(Sql& sql, const Group& group);
/// Deletes a group and its memberships.
Result<> remove(Sql& sql, std::string_view id);

/// Each returns a group. Errors: Missing.
Result<Group> byId(Sql& sql, std::string_view id);
Result<Group> byName(Sql& sql, std::string_view name);
Result<std::vector<Group>> list(Sql& sql, const GroupQuery& query);
Result<std::int64_t> count(Sql& sql);
/// Returns a person's groups, the smallest priority first.
Result<std::vector<Group>> of(Sql& sql, const UserId& user);

Result<std::vector<Member>> members(Sql& sql, std::string_view id, const GroupQuery& query);
/// Each returns whether anything changed.
Result<bool> addMember(Sql& sql, std::string_view id, const UserId& user);
Result<bool> removeMember(Sql& sql, std::string_view id, const UserId& user);
/// Removes a person from every group, because they are deleted.
Result<> forgetPerson(Sql& sql, const UserId& user);

}
