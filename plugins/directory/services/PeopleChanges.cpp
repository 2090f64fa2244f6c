#include "services/PeopleChanges.h"

#include "store/GroupRows.h"
#include "sx/address.h"
#include "sx/settings.h"

#include <set>

namespace sx::directory {

namespace {

bool isAdministrator(std::string_view role)
{
	const auto known = kRoles.valueOf(role);
	return known && *known >= Role::Admin;
}

Error higherRole(std::string_view detail) { return refused(Code::Denied, "higher_role", std::string(detail)); }

/// Puts into both objects what differs.
void compare(Value& from, Value& to, const char* name, const std::string& before, const std::string& after)
{
	if (before == after) return;
	from.set(name, before);
	to.set(name, after);
}

}

Result<> PeopleChanges::record(Sql& sql, std::string kind, std::string subject, Value details, const Caller& by) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = std::move(kind),
			.actor = by.user,
			.subject = std::move(subject),
			.details = std::move(details),
			.address = by.address});
}

Result<> PeopleChanges::checkZone(const std::string& zone) const
{
	if (_context.pages().timeZone({}, zone)) return {};
	return invalid("timeZone", "no time zone has the IANA name " + zone);
}

Result<NewPerson> PeopleChanges::prepare(const NewPerson& given) const
{
	auto person = named(given);
	person.address = cleanAddress(given.address);
	if (auto ok = check(person); !ok) return ok.error();
	if (!person.timeZone.empty())
		if (auto known = checkZone(person.timeZone); !known) return known.error();
	return person;
}

Result<Person> PeopleChanges::known(Sql& sql, const UserId& user) const
{
	auto person = people::byId(sql, user);
	if (!person) return person;
	return _powers.completed(sql, std::move(*person));
}

Result<> PeopleChanges::mayGive(Sql& sql, const Caller& by, std::string_view role) const
{
	if (by.user.empty()) return {};
	auto actor = known(sql, by.user);
	if (!actor) return actor.error();
	if (kRoles.valueOf(actor->role) < kRoles.valueOf(role) ||
		!Powers::holdsAll(actor->permissions, _powers.permissionsOf(role)))
		return higherRole("a " + actor->role + " cannot make a " + std::string(role)).at("role");
	return {};
}

Result<> PeopleChanges::allows(Sql& sql, const Caller& by, std::string_view address) const
{
	if (by.user.empty()) return {};
	for (const auto* rule: _context.findAll<AddressRule>())
		if (auto allowed = rule->allows(sql, address); !allowed) return allowed;
	return {};
}

Result<std::vector<UserId>> PeopleChanges::add(Sql& sql, std::vector<people::NewRow> rows, const Caller& by)
{
	std::set<std::string, std::less<>> domains, roles;
	for (auto& row: rows)
	{
		const auto& person = row.person;
		if (roles.insert(person.role).second)
			if (auto may = mayGive(sql, by, person.role); !may) return may.error();
		if (domains.insert(person.address.substr(person.address.find('@'))).second)
			if (auto allowed = allows(sql, by, person.address); !allowed) return allowed.error();
		row.id = {_context.keys().uuid()};
	}
	if (auto added = people::add(sql, rows, _context.clock().now()); !added) return added.error();
	std::vector<UserId> ids;
	ids.reserve(rows.size());
	for (auto& row: rows) ids.push_back(std::move(row.id));
	if (rows.size() > 1) return ids;
	auto noted = record(
		sql, "directory.person_added", ids.front().value, Value::object({{"role", rows.front().person.role}}), by);
	if (!noted) return noted.error();
	return ids;
}

Result<> PeopleChanges::endAccess(Sql& sql, const UserId& user, PersonAccess::Ending ending) const
{
	if (auto ended = _context.endSessions(sql, user); !ended) return ended;
	for (auto* access: _context.findAll<PersonAccess>())
		if (auto ended = access->end(sql, user, ending); !ended) return ended;
	return {};
}

Result<> PeopleChanges::keepsAnAdministrator(Sql& sql, const Person& person, const Caller& by) const
{
	if (!person.isActive || !isAdministrator(person.role)) return {};
	const bool isSuper = !by.user.empty() && kRoles.valueOf(person.role) == Role::Super;
	auto other = people::hasActive(
		sql, isSuper ? std::vector<std::string>{"super"} : std::vector<std::string>{"admin", "super"}, person.id);
	if (!other) return other.error();
	if (*other) return {};
	if (isSuper)
		return refused(Code::Conflict, "last_super", "a company keeps one active super-administrator at least");
	return refused(Code::Conflict, "last_administrator", "a company keeps one active administrator at least");
}

Result<Person> PeopleChanges::changeable(Sql& sql, const UserId& user, const Caller& by, bool isLockOut) const
{
	if (auto locked = people::lock(sql); !locked) return locked.error();
	auto person = known(sql, user);
	if (!person || by.user.empty()) return person;
	if (by.user == user)
	{
		if (isLockOut) return refused(Code::Conflict, "yourself", "who ends whose access are two people");
		return person;
	}
	auto actor = known(sql, by.user);
	if (!actor) return actor.error();
	// Whoever could change the address of somebody with more permissions would soon have these permissions.
	if (kRoles.valueOf(actor->role) < kRoles.valueOf(person->role) ||
		!Powers::holdsAll(actor->permissions, person->permissions))
		return higherRole("a " + person->role + " is above a " + actor->role);
	return person;
}

Result<Person> PeopleChanges::changed(const Person& before, const PersonChange& change) const
{
	NewPerson wanted{.tenant = before.tenant,
		.name = {},
		.address = change.address.value_or(before.address),
		.role = change.role.value_or(before.role),
		.language = before.language,
		.timeZone = change.timeZone.value_or(before.hasOwnZone ? before.timeZone : std::string()),
		.firstName = change.firstName.value_or(before.firstName),
		.lastName = change.lastName.value_or(before.lastName)};
	if (change.language)
	{
		const auto language = spokenLanguage(*change.language);
		if (!language) return invalid("language", "not a language of the product: " + *change.language);
		wanted.language = *language;
	}
	auto ready = prepare(wanted);
	if (!ready) return ready.error();
	auto after = before;
	after.firstName = ready->firstName;
	after.lastName = ready->lastName;
	after.name = ready->name;
	after.address = ready->address;
	after.role = ready->role;
	after.language = ready->language;
	after.timeZone = ready->timeZone;
	after.hasOwnZone = !after.timeZone.empty();
	return after;
}

Result<std::string> PeopleChanges::mayMove(
	Sql& sql, const UserId& user, std::string_view address, const Caller& by) const
{
	auto person = changeable(sql, user, by, false);
	if (!person) return person.error();
	const auto clean = mailAddress(address);
	if (!clean) return invalid("address", "not an e-mail address");
	if (auto allowed = allows(sql, by, *clean); !allowed) return allowed.error();
	auto taken = people::taken(sql, {*clean});
	if (!taken) return taken.error();
	if (!taken->empty())
		return refused(Code::Conflict, "address_taken", "the address is a person's already").at("address");
	return *clean;
}

Result<> PeopleChanges::change(Sql& sql, const UserId& user, const PersonChange& change, const Caller& by)
{
	auto before = changeable(sql, user, by, false);
	if (!before) return before.error();
	auto after = changed(*before, change);
	if (!after) return after.error();
	const bool hasNewRole = before->role != after->role, hasNewAddress = before->address != after->address;
	if (hasNewRole)
	{
		if (!by.user.empty() && by.user == user)
			return refused(Code::Conflict, "yourself", "who gives and who gets a role are two people");
		if (auto may = mayGive(sql, by, after->role); !may) return may;
		if (kRoles.valueOf(after->role) < kRoles.valueOf(before->role))
			if (auto kept = keepsAnAdministrator(sql, *before, by); !kept) return kept;
	}
	if (hasNewAddress)
		if (auto allowed = allows(sql, by, after->address); !allowed) return allowed;
	if (auto done = people::put(sql, *after); !done) return done;
	auto from = Value::object({}), to = Value::object({});
	if (change.country)
	{
		if (!isCountry(*change.country)) return invalid("country", "not an ISO 3166-1 alpha-2 code");
		auto mobile = people::mobile(sql, user);
		if (!mobile) return mobile.error();
		if (auto done = people::setCountry(sql, user, *change.country); !done) return done;
		compare(from, to, "country", mobile->country, *change.country);
	}
	if (hasNewRole || hasNewAddress)
		if (auto ended = endAccess(sql, user, PersonAccess::Ending::Browsers); !ended) return ended;

	if (hasNewRole)
		if (auto done = record(sql,
				"directory.role_changed",
				user.value,
				Value::object({{"from", before->role}, {"to", after->role}}),
				by);
			!done)
			return done;
	if (hasNewAddress)
		if (auto done = record(sql,
				"directory.address_changed",
				user.value,
				Value::object({{"from", before->address}, {"to", after->address}}),
				by);
			!done)
			return done;
	compare(from, to, "first_name", before->firstName, after->firstName);
	compare(from, to, "last_name", before->lastName, after->lastName);
	compare(from, to, "language", before->language.tag, after->language.tag);
	compare(from, to, "time_zone", before->timeZone, after->timeZone);
	if (from == Value::object({})) return {};
	return record(sql,
		"directory.person_changed",
		user.value,
		Value::object({{"from", std::move(from)}, {"to", std::move(to)}}),
		by);
}

Result<> PeopleChanges::setActive(Sql& sql, const UserId& user, bool isActive, const Caller& by)
{
	auto person = changeable(sql, user, by, true);
	if (!person) return person.error();
	if (!isActive)
		if (auto kept = keepsAnAdministrator(sql, *person, by); !kept) return kept;
	if (auto done = people::setActive(sql, user, isActive); !done) return done;
	if (!isActive)
		if (auto ended = endAccess(sql, user, PersonAccess::Ending::Everything); !ended) return ended;
	return record(sql, isActive ? "directory.person_activated" : "directory.person_deactivated", user.value, {}, by);
}

Result<> PeopleChanges::remove(Sql& sql, const UserId& user, const Caller& by)
{
	auto person = changeable(sql, user, by, false);
	if (!person) return person.error();
	// Said before `yourself`: it is what the last one must know, also about themself.
	if (auto kept = keepsAnAdministrator(sql, *person, by); !kept) return kept;
	if (!by.user.empty() && by.user == user)
		return refused(Code::Conflict, "yourself", "who ends whose access are two people");
	if (auto ended = endAccess(sql, user, PersonAccess::Ending::Everything); !ended) return ended;
	for (auto* data: _context.findAll<PersonData>())
		if (auto erased = data->erase(sql, user); !erased) return erased;
	if (auto gone = group_rows::forgetPerson(sql, user); !gone) return gone;
	auto* settings = _context.find<TenantSettingsBook>();
	if (auto gone = settings->forget(sql, {SettingLevel::User, user.value}); !gone) return gone;
	if (auto done = people::remove(sql, user); !done) return done;
	return record(sql, "directory.person_removed", user.value, Value::object({{"role", person->role}}), by);
}

Result<> PeopleChanges::endSessions(Sql& sql, const UserId& user, const Caller& by)
{
	auto person = changeable(sql, user, by, true);
	if (!person) return person.error();
	if (auto ended = endAccess(sql, user, PersonAccess::Ending::Browsers); !ended) return ended;
	return record(sql, "directory.sessions_ended", user.value, {}, by);
}

Result<std::vector<Loss>> PeopleChanges::lossesOf(Sql& sql, const UserId& user, const Language& language) const
{
	std::vector<Loss> out;
	for (const auto* data: _context.findAll<PersonData>())
	{
		auto losses = data->lossesOf(sql, user, language);
		if (!losses) return losses.error();
		for (auto& each: *losses)
			if (each.count > 0) out.push_back(std::move(each));
	}
	return out;
}

}
