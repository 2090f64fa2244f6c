#include "services/GroupProvisioning.h"

#include "sx/text.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace sx::scim {

namespace {

constexpr int kStep = 500;
constexpr std::int64_t kMostScanned = 2000;

directory::Grantor grantorOf(const Asker& asker) { return {asker.caller, asker.may}; }

}

Result<> GroupProvisioning::record(Sql& sql, const Asker& asker, std::string kind, const directory::Group& group) const
{
	if (!_journal) return {};
	auto details = Value::object({{"name", group.name}});
	if (!asker.key.empty()) details.set("key", asker.key);
	return _journal->append(sql,
		{.kind = std::move(kind),
			.actor = asker.caller.user,
			.subject = group.id,
			.details = std::move(details),
			.address = asker.caller.address});
}

Result<std::vector<directory::Member>> GroupProvisioning::membersOf(Sql& sql, const std::string& id) const
{
	std::vector<directory::Member> out;
	for (;;)
	{
		auto more = _groups.membersOf(sql, id, {.after = out.empty() ? "" : out.back().id.value, .limit = kStep});
		if (!more) return more;
		out.insert(out.end(), more->begin(), more->end());
		if (more->size() < static_cast<std::size_t>(kStep)) return out;
	}
}

Result<Value> GroupProvisioning::resourceOf(
	Sql& sql, const Asker& asker, const directory::Group& group, bool withMembers) const
{
	auto all = rows::ofGroups(sql, {group.id});
	if (!all) return all.error();
	const auto row = all->empty() ? rows::ProvisionedGroup{} : all->begin()->second;
	std::optional<std::vector<GroupName>> members;
	if (withMembers)
	{
		auto found = membersOf(sql, group.id);
		if (!found) return found.error();
		members.emplace();
		for (auto& each: *found) members->push_back({std::move(each.id.value), std::move(each.name)});
	}
	const auto changed = std::max(group.changed, row.changed.value_or(group.changed));
	return groupResource({group.id, group.name}, row.externalId, members, changed, asker.origin);
}

Result<Value> GroupProvisioning::byId(const Asker& asker, const std::string& id, bool withMembers) const
{
	return _context.store().read(asker.caller.tenant, [&](Sql& sql) -> Result<Value> {
		auto group = _groups.byId(sql, id);
		if (!group) return group.error();
		return resourceOf(sql, asker, *group, withMembers);
	});
}

Result<ListPart> GroupProvisioning::list(const Asker& asker, const ListQuery& query, bool withMembers) const
{
	return _context.store().read(asker.caller.tenant, [&](Sql& sql) -> Result<ListPart> {
		ListPart out;
		std::vector<directory::Group> groups;
		const auto take = [&](const Result<directory::Group>& one) -> Result<> {
			if (!one && one.error().code != Code::Missing) return one.error();
			if (one) groups.push_back(*one);
			return {};
		};
		const auto& filter = query.filter;
		const auto id = filter ? filter->demanded("id") : std::nullopt;
		const auto name = filter ? filter->demanded("displayName") : std::nullopt;
		auto count = _groups.count(sql);
		if (!count) return count.error();
		if (id || name)
		{
			if (auto taken = take(id ? _groups.byId(sql, *id) : _groups.byName(sql, *name)); !taken)
				return taken.error();
		}
		else
		{
			if (filter && *count > kMostScanned)
				return wrong("tooMany", "among many groups a filter demands an id or a displayName");
			const int limit = filter ? static_cast<int>(kMostScanned) : query.count;
			const int offset = filter ? 0 : query.startIndex - 1;
			auto listed = limit > 0 ? _groups.list(sql, {.limit = limit, .offset = offset})
									: Result<std::vector<directory::Group>>(std::vector<directory::Group>{});
			if (!listed) return listed.error();
			groups = std::move(*listed);
		}
		const bool readsMembers = withMembers || (filter && filter->demanded("members"));
		for (const auto& each: groups)
		{
			auto resource = resourceOf(sql, asker, each, readsMembers);
			if (!resource) return resource.error();
			if (!filter || filter->matches(*resource)) out.resources.push_back(std::move(*resource));
		}
		out.total = filter ? static_cast<std::int64_t>(out.resources.size()) : *count;
		if (filter) cut(out, query);
		return out;
	});
}

Result<Value> GroupProvisioning::add(const Asker& asker, const GroupFields& fields) const
{
	return _context.store().write(asker.caller.tenant, [&](Sql& sql) -> Result<Value> {
		auto id = _groups.add(sql, {.name = fields.name}, grantorOf(asker));
		if (!id) return named(id.error());
		if (fields.members)
			if (auto done = addMembers(sql, asker, *id, *fields.members); !done) return done.error();
		if (auto kept = rows::putGroup(sql, *id, fields.externalId, _context.clock().now()); !kept) return kept.error();
		auto group = _groups.byId(sql, *id);
		if (!group) return group.error();
		if (auto noted = record(sql, asker, "scim.group_created", *group); !noted) return noted.error();
		return resourceOf(sql, asker, *group, true);
	});
}

Result<> GroupProvisioning::addMembers(
	Sql& sql, const Asker& asker, const std::string& id, const std::vector<UserId>& users) const
{
	for (const auto& user: users)
	{
		auto row = rows::ofPerson(sql, user);
		if (!row) return row.error();
		auto added = row->isRemoved ? Result<>(failed(Code::Missing, "the user was deleted"))
									: _groups.addMember(sql, id, user, grantorOf(asker));
		if (!added && added.error().code == Code::Missing)
			return wrong("invalidValue", "no user has the id of a member");
		if (!added) return added;
	}
	return {};
}

Result<> GroupProvisioning::removeMembers(
	Sql& sql, const Asker& asker, const std::string& id, const std::vector<UserId>& users) const
{
	for (const auto& user: users)
		if (auto removed = _groups.removeMember(sql, id, user, grantorOf(asker)); !removed) return removed;
	return {};
}

Result<> GroupProvisioning::setMembers(
	Sql& sql, const Asker& asker, const std::string& id, const std::vector<UserId>& users) const
{
	auto members = membersOf(sql, id);
	if (!members) return members.error();
	std::set<UserId> have;
	for (const auto& each: *members) have.insert(each.id);
	const std::set<UserId> wanted(users.begin(), users.end());
	std::vector<UserId> added, gone;
	std::set_difference(wanted.begin(), wanted.end(), have.begin(), have.end(), std::back_inserter(added));
	std::set_difference(have.begin(), have.end(), wanted.begin(), wanted.end(), std::back_inserter(gone));
	if (auto done = removeMembers(sql, asker, id, gone); !done) return done;
	return addMembers(sql, asker, id, added);
}

Result<> GroupProvisioning::rename(Sql& sql, const Asker& asker, const std::string& id, const std::string& name) const
{
	auto group = _groups.byId(sql, id);
	if (!group) return group.error();
	if (group->name == name) return {};
	if (auto done = _groups.change(sql, id, {.name = name}, grantorOf(asker)); !done) return named(done.error());
	return {};
}

Result<Value> GroupProvisioning::replace(const Asker& asker, const std::string& id, const GroupFields& fields) const
{
	return _context.store().write(asker.caller.tenant, [&](Sql& sql) -> Result<Value> {
		if (auto done = rename(sql, asker, id, fields.name); !done) return done.error();
		if (fields.members)
			if (auto done = setMembers(sql, asker, id, *fields.members); !done) return done.error();
		if (auto kept = rows::putGroup(sql, id, fields.externalId, _context.clock().now()); !kept) return kept.error();
		auto group = _groups.byId(sql, id);
		if (!group) return group.error();
		if (auto noted = record(sql, asker, "scim.group_changed", *group); !noted) return noted.error();
		return resourceOf(sql, asker, *group, true);
	});
}

Result<> GroupProvisioning::applyToMembers(
	Sql& sql, const Asker& asker, const std::string& id, const Operation& operation) const
{
	const auto& target = operation.target;
	std::vector<UserId> users;
	if (target.filter)
	{
		const auto one = target.filter->demanded("value");
		if (!one || operation.act != Act::Remove)
			return wrong("invalidPath", "a filter of members says `value eq` and removes");
		users.push_back({*one});
	}
	else
	{
		auto given = membersIn(operation.value);
		if (!given) return given.error();
		users = std::move(*given);
	}
	if (operation.act == Act::Add) return addMembers(sql, asker, id, users);
	if (operation.act == Act::Replace) return setMembers(sql, asker, id, users);
	if (users.empty() && operation.value.isNull()) return setMembers(sql, asker, id, {});
	return removeMembers(sql, asker, id, users);
}

Result<> GroupProvisioning::applyTo(
	Sql& sql, const Asker& asker, const std::string& id, const Operation& operation) const
{
	const auto& attribute = operation.target.attribute;
	if (attribute.isForeign) return {};
	if (attribute.name == "members") return applyToMembers(sql, asker, id, operation);
	if (attribute.name != "displayname" && attribute.name != "externalid")
		return wrong("invalidPath", "groups have no attribute " + attribute.name);
	if (attribute.name == "externalid")
		return rows::putGroup(sql,
			id,
			operation.act == Act::Remove ? std::string() : firstCharacters(cleanLine(operation.value.text()), 254),
			_context.clock().now());
	if (operation.act == Act::Remove || operation.value.text().empty())
		return wrong("invalidValue", "a group has a displayName");
	return rename(sql, asker, id, cleanLine(operation.value.text()));
}

Result<> GroupProvisioning::patch(
	const Asker& asker, const std::string& id, const std::vector<Operation>& operations) const
{
	return _context.store().write(asker.caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto group = _groups.byId(sql, id); !group) return group.error();
		for (const auto& each: operations)
			if (auto done = applyTo(sql, asker, id, each); !done) return done;
		auto group = _groups.byId(sql, id);
		if (!group) return group.error();
		return record(sql, asker, "scim.group_changed", *group);
	});
}

Result<> GroupProvisioning::remove(const Asker& asker, const std::string& id) const
{
	return _context.store().write(asker.caller.tenant, [&](Sql& sql) -> Result<> {
		auto group = _groups.byId(sql, id);
		if (!group) return group.error();
		if (auto done = _groups.remove(sql, id, grantorOf(asker)); !done) return done;
		if (auto gone = rows::eraseGroup(sql, id); !gone) return gone;
		return record(sql, asker, "scim.group_removed", *group);
	});
}

}
