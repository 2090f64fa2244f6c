#include "services/StoredGroups.h"

#include "store/GroupRows.h"
#include "store/PersonRows.h"

namespace sx::directory {

namespace {

std::string permissionsOf(const Group& group)
{
	std::string out;
	for (const auto& each: group.permissions) out += (out.empty() ? "" : ", ") + each;
	return out;
}

Value recordOf(const Group& group)
{
	return Value::object({{"name", group.name}, {"priority", group.priority}, {"permissions", permissionsOf(group)}});
}

/// Refuses what would be more than the operator allows.
Error tooMany(const char* problem, const char* word, std::int64_t limit)
{
	return {.code = Code::Conflict,
		.detail = std::string(problem) + ": the limit is " + std::to_string(limit),
		.messageKey = word,
		.problem = problem,
		.extra = Value::object({{"limit", limit}})};
}

/// Runs what may throw only for want of memory.
template <class Work> auto guarded(const Work& work) noexcept -> decltype(work())
try
{
	return work();
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("directory.groups: ") + e.what());
}

}

Result<> StoredGroups::record(
	Sql& sql, const char* kind, std::string_view subject, Value details, const Grantor& by) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = kind,
			.actor = by.by.user,
			.subject = std::string(subject),
			.details = std::move(details),
			.address = by.by.address});
}

Result<std::vector<Group>> StoredGroups::list(Sql& sql, const GroupQuery& query) const noexcept
{
	return guarded([&] { return group_rows::list(sql, query); });
}

Result<std::int64_t> StoredGroups::count(Sql& sql) const noexcept { return group_rows::count(sql); }

Result<Group> StoredGroups::byId(Sql& sql, std::string_view id) const noexcept
{
	return guarded([&] { return group_rows::byId(sql, id); });
}

Result<Group> StoredGroups::byName(Sql& sql, std::string_view name) const noexcept
{
	return guarded([&] { return group_rows::byName(sql, trimmedName(name)); });
}

Result<std::vector<Group>> StoredGroups::of(Sql& sql, const UserId& user) const noexcept
{
	return guarded([&] { return group_rows::of(sql, user); });
}

Result<std::vector<GroupName>> StoredGroups::groupsOf(Sql& sql, const UserId& user) const noexcept
{
	return guarded([&]() -> Result<std::vector<GroupName>> {
		auto groups = group_rows::of(sql, user);
		if (!groups) return groups.error();
		std::vector<GroupName> out;
		for (auto& each: *groups) out.push_back({std::move(each.id), std::move(each.name)});
		return out;
	});
}

Result<std::vector<Member>> StoredGroups::membersOf(
	Sql& sql, std::string_view id, const GroupQuery& query) const noexcept
{
	return guarded([&]() -> Result<std::vector<Member>> {
		if (auto group = group_rows::byId(sql, id); !group) return group.error();
		return group_rows::members(sql, id, query);
	});
}

Result<std::string> StoredGroups::add(Sql& sql, const NewGroup& given, const Grantor& by) noexcept
{
	return guarded([&]() -> Result<std::string> {
		NewGroup wanted{trimmedName(given.name), given.priority, inOrder(given.permissions)};
		if (auto fine = check(wanted, _permissions); !fine) return fine.error();
		if (auto may = mayGrant(by, wanted.permissions, _permissions); !may) return may.error();
		Group group{.id = _context.keys().uuid(),
			.name = std::move(wanted.name),
			.priority = wanted.priority,
			.permissions = std::move(wanted.permissions),
			.changed = _context.clock().now()};
		// Locked, so that two who add the last one at once do not both find a free place.
		if (auto locked = people::lock(sql); !locked) return locked.error();
		auto count = group_rows::count(sql);
		if (!count) return count.error();
		if (*count >= _mostGroups) return tooMany("too_many_groups", "directory:groups.full", _mostGroups);
		if (auto added = group_rows::add(sql, group); !added) return added.error();
		auto noted = record(sql,
			"directory.group_added",
			group.id,
			Value::object({{"name", group.name}, {"after", recordOf(group)}}),
			by);
		if (!noted) return noted.error();
		return group.id;
	});
}

Result<Group> StoredGroups::changeable(Sql& sql, std::string_view id, const Grantor& by) const
{
	if (auto locked = group_rows::lock(sql, id, _context.clock().now()); !locked) return locked.error();
	auto group = group_rows::byId(sql, id);
	if (!group) return group;
	if (auto may = mayGrant(by, group->permissions, _permissions); !may) return may.error();
	return group;
}

Result<> StoredGroups::change(Sql& sql, std::string_view id, const GroupChange& change, const Grantor& by) noexcept
{
	return guarded([&]() -> Result<> {
		auto before = changeable(sql, id, by);
		if (!before) return before.error();
		auto after = *before;
		if (change.name) after.name = trimmedName(*change.name);
		if (change.priority) after.priority = *change.priority;
		if (change.permissions) after.permissions = inOrder(*change.permissions);
		const NewGroup wanted{after.name, after.priority, after.permissions};
		if (auto fine = check(wanted, _permissions, before->permissions); !fine) return fine;
		if (auto may = mayGrant(by, after.permissions, _permissions); !may) return may;
		if (recordOf(*before) == recordOf(after)) return {};
		if (auto put = group_rows::put(sql, after); !put) return put;
		return record(sql,
			"directory.group_changed",
			id,
			Value::object({{"name", after.name}, {"before", recordOf(*before)}, {"after", recordOf(after)}}),
			by);
	});
}

Result<> StoredGroups::remove(Sql& sql, std::string_view id, const Grantor& by) noexcept
{
	return guarded([&]() -> Result<> {
		auto group = changeable(sql, id, by);
		if (!group) return group.error();
		if (auto gone = group_rows::remove(sql, id); !gone) return gone;
		if (auto gone = _settings.forget(sql, {SettingLevel::Group, std::string(id)}); !gone) return gone;
		return record(sql,
			"directory.group_removed",
			id,
			Value::object({{"name", group->name}, {"before", recordOf(*group).set("members", group->members)}}),
			by);
	});
}

Result<> StoredGroups::addMember(Sql& sql, std::string_view id, const UserId& user, const Grantor& by) noexcept
{
	return guarded([&]() -> Result<> {
		auto group = changeable(sql, id, by);
		if (!group) return group.error();
		if (auto person = people::byId(sql, user); !person) return person.error();
		auto added = group_rows::addMember(sql, id, user);
		if (!added) return added.error();
		if (!*added) return {};
		// The group is locked since changeable(), so its count is what it was before this member.
		if (group->members >= _mostMembers)
			return tooMany("too_many_members", "directory:groups.too_many_members", _mostMembers);
		return record(sql,
			"directory.member_added",
			user.value,
			Value::object({{"group", id}, {"name", group->name}, {"permissions", permissionsOf(*group)}}),
			by);
	});
}

Result<> StoredGroups::removeMember(Sql& sql, std::string_view id, const UserId& user, const Grantor& by) noexcept
{
	return guarded([&]() -> Result<> {
		auto group = changeable(sql, id, by);
		if (!group) return group.error();
		auto gone = group_rows::removeMember(sql, id, user);
		if (!gone) return gone.error();
		if (!*gone) return {};
		return record(sql,
			"directory.member_removed",
			user.value,
			Value::object({{"group", id}, {"name", group->name}, {"permissions", permissionsOf(*group)}}),
			by);
	});
}

}
