#include "services/Provisioning.h"

#include "sx/address.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::scim {

namespace {

Error taken(std::string detail) { return refused(Code::Conflict, "uniqueness", std::move(detail)); }

/// Returns how many of the hidden come before an id.
std::int64_t before(const std::vector<std::string>& removed, const std::string& id)
{
	return std::lower_bound(removed.begin(), removed.end(), id) - removed.begin();
}

bool isRemoved(const std::vector<std::string>& removed, const std::string& id)
{
	return std::binary_search(removed.begin(), removed.end(), id);
}

directory::PeopleQuery byIdFrom(std::int64_t offset, int limit)
{
	return {.order = directory::PeopleQuery::Order::Id, .limit = limit, .offset = static_cast<int>(offset)};
}

}

Error named(Error error)
{
	if (error.code == Code::Conflict && error.problem.empty()) error.problem = "uniqueness";
	return error;
}

void cut(ListPart& part, const ListQuery& query)
{
	auto& list = part.resources;
	const auto from = std::min(list.size(), static_cast<std::size_t>(query.startIndex - 1));
	list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(from));
	if (list.size() > static_cast<std::size_t>(query.count)) list.resize(static_cast<std::size_t>(query.count));
}

Result<> Provisioning::record(
	Sql& sql, const Asker& asker, std::string kind, const std::string& subject, Value details) const
{
	if (!_journal) return {};
	if (!asker.key.empty()) details.set("key", asker.key);
	return _journal->append(sql,
		{.kind = std::move(kind),
			.actor = asker.caller.user,
			.subject = subject,
			.details = std::move(details),
			.address = asker.caller.address});
}

std::string Provisioning::versionOf(const Value& resource) const
{
	auto content = resource.members();
	content.erase("meta");
	const auto hash = _context.keys().sha256(_context.json().write(Value(std::move(content))));
	return "W/\"" + _context.keys().toHex(hash.value).substr(0, 24) + "\"";
}

Result<Provisioning::Known> Provisioning::known(Sql& sql, const UserId& user) const
{
	auto person = _directory.byId(sql, user);
	if (!person) return person.error();
	auto row = rows::ofPerson(sql, user);
	if (!row) return row.error();
	if (row->isRemoved) return failed(Code::Missing, "the user was deleted");
	return Known{std::move(*person), std::move(*row)};
}

Result<Value> Provisioning::resourceOf(Sql& sql, const Known& known, const std::string& origin) const
{
	auto of = _groups.of(sql, known.person.id);
	if (!of) return of.error();
	std::vector<GroupName> groups;
	for (auto& each: *of) groups.push_back({std::move(each.id), std::move(each.name)});
	auto out = userResource(known.person, known.row, groups, origin);
	auto meta = out["meta"];
	meta.set("version", versionOf(out));
	out.set("meta", std::move(meta));
	return out;
}

Result<Value::List> Provisioning::resourcesOf(
	Sql& sql, const std::vector<directory::Person>& people, const std::string& origin) const
{
	std::vector<UserId> ids;
	for (const auto& each: people) ids.push_back(each.id);
	auto all = rows::ofPeople(sql, ids);
	if (!all) return all.error();
	Value::List out;
	for (const auto& person: people)
	{
		const auto row = all->find(person.id.value);
		auto made = resourceOf(sql, {person, row == all->end() ? Provisioned{.user = person.id} : row->second}, origin);
		if (!made) return made.error();
		out.push_back(std::move(*made));
	}
	return out;
}

Result<Value> Provisioning::byId(const Asker& asker, const UserId& user) const
{
	return _context.store().read(
		asker.caller.tenant, [&](Sql& sql) -> Result<Value> { return saved(sql, asker, user); });
}

Result<Value> Provisioning::saved(Sql& sql, const Asker& asker, const UserId& user) const
{
	auto found = known(sql, user);
	if (!found) return found.error();
	return resourceOf(sql, *found, asker.origin);
}

Result<UserId> Provisioning::holderOf(const TenantId& tenant, const std::string& userName) const
{
	const auto person = _directory.byAddress(tenant, userName);
	if (!person && person.error().code != Code::Missing) return person.error();
	return _context.store().read(tenant, [&](Sql& sql) -> Result<UserId> {
		auto named = rows::byUserName(sql, userName);
		if (named) return named->user;
		if (named.error().code != Code::Missing) return named.error();
		if (!person) return UserId{};
		auto row = rows::ofPerson(sql, person->id);
		if (!row) return row.error();
		return row->userName.empty() && !row->isRemoved ? person->id : UserId{};
	});
}

Result<std::optional<std::vector<UserId>>> Provisioning::meant(const TenantId& tenant, const Filter& filter) const
{
	using Meant = std::optional<std::vector<UserId>>;
	const auto only = [](const Result<UserId>& one) -> Result<Meant> {
		if (!one) return one.error();
		return Meant(one->empty() ? std::vector<UserId>{} : std::vector<UserId>{*one});
	};
	if (const auto id = filter.demanded("id")) return only(UserId{*id});
	if (const auto userName = filter.demanded("userName")) return only(holderOf(tenant, asciiLower(*userName)));
	for (const char* email: {"emails", "emails.value"})
		if (const auto address = filter.demanded(email))
		{
			auto person = _directory.byAddress(tenant, *address);
			if (!person && person.error().code != Code::Missing) return person.error();
			return only(person ? person->id : UserId{});
		}
	const auto externalId = filter.demanded("externalId");
	if (!externalId) return Meant();
	auto found = _context.store().read(tenant, [&](Sql& sql) { return rows::byExternalId(sql, *externalId); });
	if (!found) return found.error();
	return Meant(std::move(*found));
}

Result<ListPart> Provisioning::list(const Asker& asker, const ListQuery& query) const
{
	if (!query.filter) return part(asker, query);
	auto ids = meant(asker.caller.tenant, *query.filter);
	if (!ids) return ids.error();
	if (!*ids) return scan(asker, query);
	ListPart out;
	for (const auto& id: **ids)
	{
		auto one = byId(asker, id);
		if (!one && one.error().code == Code::Missing) continue;
		if (!one) return one.error();
		if (query.filter->matches(*one)) out.resources.push_back(std::move(*one));
	}
	out.total = static_cast<std::int64_t>(out.resources.size());
	cut(out, query);
	return out;
}

Result<ListPart> Provisioning::part(const Asker& asker, const ListQuery& query) const
{
	return _context.store().read(asker.caller.tenant, [&](Sql& sql) -> Result<ListPart> {
		auto count = _directory.count(sql);
		auto removed = rows::removed(sql);
		if (!count) return count.error();
		if (!removed) return removed.error();
		ListPart out{.total = *count - static_cast<std::int64_t>(removed->size())};
		// The directory counts the hidden too: its place for a start is found by how many of them come before it.
		const std::int64_t start = query.startIndex - 1;
		std::int64_t place = start;
		for (bool isThere = removed->empty(); !isThere && query.count > 0;)
		{
			auto there = _directory.find(sql, byIdFrom(place, 1));
			if (!there) return there.error();
			if (there->people.empty()) return out;
			const auto& id = there->people.front().id.value;
			const auto next = start + before(*removed, id) + (isRemoved(*removed, id) ? 1 : 0);
			isThere = next == place;
			place = next;
		}
		std::vector<directory::Person> people;
		while (people.size() < static_cast<std::size_t>(query.count))
		{
			const auto missing = query.count - static_cast<int>(people.size());
			auto more = _directory.find(sql, byIdFrom(place, missing));
			if (!more) return more.error();
			for (auto& each: more->people)
				if (!isRemoved(*removed, each.id.value)) people.push_back(std::move(each));
			if (more->people.size() < static_cast<std::size_t>(missing)) break;
			place += missing;
		}
		auto resources = resourcesOf(sql, people, asker.origin);
		if (!resources) return resources.error();
		out.resources = std::move(*resources);
		return out;
	});
}

Result<ListPart> Provisioning::scan(const Asker& asker, const ListQuery& query) const
{
	auto out = part(asker, {.startIndex = 1, .count = 0});
	if (!out) return out;
	if (out->total > kMostScanned)
		return wrong("tooMany", "in a large company a filter demands a userName, an externalId, an id or an address");
	constexpr int kStep = 200;
	for (int from = 1; from <= out->total; from += kStep)
	{
		auto more = part(asker, {.startIndex = from, .count = kStep});
		if (!more) return more;
		for (auto& each: more->resources)
			if (query.filter->matches(each)) out->resources.push_back(std::move(each));
	}
	out->total = static_cast<std::int64_t>(out->resources.size());
	cut(*out, query);
	return out;
}

Result<Value> Provisioning::add(const Asker& asker, const UserFields& fields) const
{
	const auto& tenant = asker.caller.tenant;
	auto holder = holderOf(tenant, fields.userName);
	if (!holder) return holder.error();
	if (!holder->empty()) return taken("the userName is another user's");
	const auto earlier = _directory.byAddress(tenant, fields.address);
	if (!earlier && earlier.error().code != Code::Missing) return earlier.error();
	return _context.store().write(tenant, [&](Sql& sql) -> Result<Value> {
		UserId user;
		if (earlier)
		{
			auto row = rows::ofPerson(sql, earlier->id);
			if (!row) return row.error();
			if (!row->isRemoved) return taken("the address is another user's");
			user = earlier->id;
		}
		else
		{
			// SCIM gives no type of person: what people may do beyond a member's rights comes from their groups.
			auto added = _directory.addPerson(sql,
				{.tenant = tenant,
					.name = {},
					.address = fields.address,
					.role = "member",
					.language = fields.language.value_or(Language{}),
					.timeZone = {},
					.firstName = fields.firstName,
					.lastName = fields.lastName},
				asker.caller);
			if (!added) return named(added.error());
			user = *added;
		}
		auto person = _directory.byId(sql, user);
		if (!person) return person.error();
		auto wanted = fields;
		wanted.isActive = fields.isActive.value_or(true);
		if (auto done = save(sql, asker, {*person, {.user = user}}, wanted); !done) return named(done.error());
		if (auto kept = rows::put(sql,
				{.user = user,
					.userName = fields.userName == fields.address ? "" : fields.userName,
					.externalId = fields.externalId},
				_context.clock().now());
			!kept)
			return named(kept.error());
		if (auto noted = record(
				sql, asker, "scim.user_created", user.value, Value::object({{"returned", bool(earlier)}}));
			!noted)
			return noted.error();
		return saved(sql, asker, user);
	});
}

Result<bool> Provisioning::save(Sql& sql, const Asker& asker, const Known& before, const UserFields& fields) const
{
	const auto& person = before.person;
	directory::PersonChange change;
	Value::List changed;
	const auto differs = [&](const char* name, const std::string& old, const std::string& wanted) {
		if (old == wanted) return false;
		changed.push_back(name);
		return true;
	};
	if (differs("name.givenName", person.firstName, fields.firstName)) change.firstName = fields.firstName;
	if (differs("name.familyName", person.lastName, fields.lastName)) change.lastName = fields.lastName;
	if (differs("emails", person.address, fields.address)) change.address = fields.address;
	if (!changed.empty())
		if (auto done = _directory.changePerson(sql, person.id, change, asker.caller); !done) return done.error();
	if (fields.isActive && *fields.isActive != person.isActive)
	{
		auto done = _directory.setActive(sql, person.id, *fields.isActive, asker.caller);
		if (!done) return done.error();
		changed.push_back("active");
	}
	const auto ownName = fields.userName == fields.address ? std::string() : fields.userName;
	differs("userName", before.row.userName, ownName);
	differs("externalId", before.row.externalId, fields.externalId);
	if (changed.empty()) return false;
	auto row = before.row;
	row.userName = ownName;
	row.externalId = fields.externalId;
	if (auto kept = rows::put(sql, row, _context.clock().now()); !kept) return kept.error();
	return true;
}

Result<> Provisioning::checkVersion(Sql& sql, const Known& known, const Asker& asker, const std::string& ifMatch) const
{
	if (ifMatch.empty() || ifMatch == "*") return {};
	auto now = resourceOf(sql, known, asker.origin);
	if (!now) return now.error();
	if ((*now)["meta"]["version"].text() == ifMatch) return {};
	return refused(Code::Conflict, "version", "the user has changed since");
}

Result<Value> Provisioning::replace(
	const Asker& asker, const UserId& user, const UserFields& fields, const std::string& ifMatch) const
{
	auto holder = holderOf(asker.caller.tenant, fields.userName);
	if (!holder) return holder.error();
	if (!holder->empty() && *holder != user) return taken("the userName is another user's");
	return _context.store().write(asker.caller.tenant, [&](Sql& sql) -> Result<Value> {
		auto before = known(sql, user);
		if (!before) return before.error();
		if (auto ok = checkVersion(sql, *before, asker, ifMatch); !ok) return ok.error();
		auto changed = save(sql, asker, *before, fields);
		if (!changed) return named(changed.error());
		if (*changed)
			if (auto noted = record(sql, asker, "scim.user_changed", user.value, Value::object({})); !noted)
				return noted.error();
		return saved(sql, asker, user);
	});
}

Result<Value> Provisioning::patch(
	const Asker& asker, const UserId& user, const std::vector<Operation>& operations, const std::string& ifMatch) const
{
	auto now = byId(asker, user);
	if (!now) return now;
	auto resource = patchable(*now);
	for (const auto& each: operations)
	{
		if (auto ok = checkTarget(each.target); !ok) return ok.error();
		apply(resource, each);
	}
	auto fields = userFieldsOf(resource);
	if (!fields) return fields.error();
	// What was read and what is written must be one state: the version that the PATCH was applied to.
	return replace(asker, user, *fields, ifMatch.empty() ? (*now)["meta"]["version"].text() : ifMatch);
}

Result<> Provisioning::leaveGroups(Sql& sql, const Asker& asker, const UserId& user) const
{
	auto of = _groups.of(sql, user);
	if (!of) return of.error();
	for (const auto& group: *of)
	{
		auto left = _groups.removeMember(sql, group.id, user, {asker.caller, asker.may});
		// A key that may not take a group's rights away still removes the person, who can do nothing any more.
		if (!left && left.error().code != Code::Denied) return left;
	}
	return {};
}

Result<> Provisioning::remove(const Asker& asker, const UserId& user, const std::string& ifMatch) const
{
	return _context.store().write(asker.caller.tenant, [&](Sql& sql) -> Result<> {
		auto before = known(sql, user);
		if (!before) return before.error();
		if (auto ok = checkVersion(sql, *before, asker, ifMatch); !ok) return ok;
		if (before->person.isActive)
			if (auto done = _directory.setActive(sql, user, false, asker.caller); !done) return done;
		if (auto left = leaveGroups(sql, asker, user); !left) return left;
		if (auto kept = rows::put(sql, {.user = user, .isRemoved = true}, _context.clock().now()); !kept) return kept;
		return record(sql, asker, "scim.user_removed", user.value, Value::object({}));
	});
}

}
