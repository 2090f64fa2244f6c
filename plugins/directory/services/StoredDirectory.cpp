#include "services/StoredDirectory.h"

#include "store/PersonRows.h"
#include "sx/address.h"

namespace sx::directory {

namespace {

bool isAdministrator(std::string_view role)
{
	const auto known = kRoles.valueOf(role);
	return known && *known >= Role::Admin;
}

std::string identityOfMobile(const TenantId& tenant, const UserId& user)
{
	return "directory.mobile:" + tenant.value + ":" + user.value;
}

}

Result<> StoredDirectory::record(Sql& sql, std::string kind, std::string subject, Value details, const Caller& by) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = std::move(kind),
			.actor = by.user,
			.subject = std::move(subject),
			.details = std::move(details),
			.address = by.address});
}

Result<Person> StoredDirectory::withZone(Result<Person> person) const
{
	if (!person || person->hasOwnZone) return person;
	if (const auto tenant = _tenants.byId(person->tenant)) person->timeZone = tenant->timeZone;
	return person;
}

Result<> StoredDirectory::checkZone(const std::string& zone) const
{
	if (_context.pages().timeZone({}, zone)) return {};
	return invalid("timeZone", "no time zone has the IANA name " + zone);
}

Result<Person> StoredDirectory::byId(const TenantId& tenant, const UserId& user) const noexcept
{
	return withZone(_context.store().read(tenant, [&](Sql& sql) { return people::byId(sql, user); }));
}

Result<Person> StoredDirectory::byId(Sql& sql, const UserId& user) const noexcept
{
	return withZone(people::byId(sql, user));
}

Result<Person> StoredDirectory::byAddress(const TenantId& tenant, std::string_view address) const noexcept
{
	const auto clean = cleanAddress(address);
	return withZone(_context.store().read(tenant, [&](Sql& sql) { return people::byAddress(sql, clean); }));
}

Result<std::vector<Person>> StoredDirectory::people(const TenantId& tenant) const noexcept
{
	return _context.store().read(tenant, [](Sql& sql) { return people::all(sql); });
}

Result<TenantId> StoredDirectory::addTenant(const NewTenant& tenant) noexcept
{
	if (auto ok = check(tenant); !ok) return ok.error();
	if (auto known = checkZone(tenant.timeZone); !known) return known.error();
	const TenantId id{_context.keys().uuid()};
	auto added = _context.store().write(id, [&](Sql& sql) -> Result<> {
		if (auto row = tenants::add(sql, _context.json(), tenant, _context.clock().now()); !row) return row;
		return record(sql, "directory.tenant_added", id.value, Value::object({{"name", tenant.name}}));
	});
	if (!added) return added.error();
	// The row is committed; if no new snapshot can be taken now, the next one is taken within `refresh`.
	if (auto seen = _tenants.refresh(); !seen)
		_context.log().warning("directory.refresh.failed", {{"detail", seen.error().detail}});
	return id;
}

Result<UserId> StoredDirectory::addPerson(const NewPerson& given) noexcept
{
	auto person = given;
	person.address = cleanAddress(given.address);
	if (!_tenants.byId(person.tenant)) return failed(Code::Missing, "no such company").at("tenant");
	if (auto ok = check(person); !ok) return ok.error();
	if (!person.timeZone.empty())
		if (auto known = checkZone(person.timeZone); !known) return known.error();
	const UserId id{_context.keys().uuid()};
	auto added = _context.store().write(person.tenant, [&](Sql& sql) -> Result<> {
		if (auto row = people::add(sql, id, person, _context.clock().now()); !row) return row;
		return record(sql, "directory.person_added", id.value, Value::object({{"role", person.role}}));
	});
	if (!added) return added.error();
	return id;
}

Result<> StoredDirectory::setPreferences(
	const TenantId& tenant, const UserId& user, const Preferences& wanted, const Caller& by) noexcept
{
	const auto language = spokenLanguage(wanted.language);
	if (!language) return invalid("language", "not a language of the product: " + wanted.language);
	if (!wanted.timeZone.empty())
		if (auto known = checkZone(wanted.timeZone); !known) return known;
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto before = people::byId(sql, user);
		if (!before) return before.error();
		auto changes = Value::object({});
		if (before->language != *language) changes.set("language", language->tag);
		if (before->timeZone != wanted.timeZone) changes.set("time_zone", wanted.timeZone);
		if (changes == Value::object({})) return {};
		if (auto done = people::setPreferences(sql, user, *language, wanted.timeZone); !done) return done;
		return record(sql, "directory.preferences_changed", user.value, std::move(changes), by);
	});
}

Result<Mobile> StoredDirectory::mobileOf(const TenantId& tenant, const UserId& user) const noexcept
{
	auto row = _context.store().read(tenant, [&](Sql& sql) { return people::mobile(sql, user); });
	if (!row || row->e164.empty()) return row;
	auto sealed = _context.keys().fromBase64Url(row->e164);
	if (!sealed) return sealed.error();
	auto open = _context.keys().open(identityOfMobile(tenant, user), *sealed);
	if (!open) return open.error();
	row->e164 = std::string(open->reveal());
	return row;
}

Result<> StoredDirectory::setMobile(Sql& sql, const UserId& user, std::string_view e164) noexcept
{
	const auto& keys = _context.keys();
	const auto sealed = e164.empty() ? std::string()
									 : keys.toBase64Url(keys.seal(identityOfMobile(sql.tenant(), user), e164).value);
	if (auto done = people::setMobile(sql, user, sealed); !done) return done;
	return record(sql, e164.empty() ? "directory.mobile_removed" : "directory.mobile_set", user.value, {});
}

Result<> StoredDirectory::setCountry(Sql& sql, const UserId& user, std::string_view country) noexcept
{
	return people::setCountry(sql, user, country);
}

Result<> StoredDirectory::setProtectsReplies(Sql& sql, const UserId& user, bool protects) noexcept
{
	if (auto done = people::setProtectsReplies(sql, user, protects); !done) return done;
	return record(sql, protects ? "directory.replies_protected" : "directory.replies_unprotected", user.value, {});
}

Result<> StoredDirectory::forgetMobile(const TenantId& tenant, const UserId& user) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto done = setMobile(sql, user, ""); !done) return done;
		return setProtectsReplies(sql, user, false);
	});
}

Result<> StoredDirectory::endAccess(Sql& sql, const UserId& user, PersonAccess::Ending ending) const
{
	if (auto ended = _context.endSessions(sql, user); !ended) return ended;
	for (auto* access: _context.findAll<PersonAccess>())
		if (auto ended = access->end(sql, user, ending); !ended) return ended;
	return {};
}

Result<> StoredDirectory::keepsAnAdministrator(Sql& sql, const Person& person) const
{
	if (!person.isActive || !isAdministrator(person.role)) return {};
	auto other = people::hasActive(sql, {"admin", "super"}, person.id);
	if (!other) return other.error();
	if (*other) return {};
	return refused(Code::Conflict, "last_administrator", "a company keeps one active administrator at least");
}

Result<> StoredDirectory::mayChange(Sql& sql, const Caller& by, const Person& person) const
{
	if (by.user.empty()) return {};
	if (by.user == person.id) return refused(Code::Conflict, "yourself", "who ends whose access are two people");
	auto actor = people::byId(sql, by.user);
	if (!actor) return actor.error();
	if (kRoles.valueOf(actor->role) < kRoles.valueOf(person.role))
		return refused(Code::Denied, "higher_role", "a " + person.role + " is above a " + actor->role);
	return {};
}

Result<> StoredDirectory::deactivate(const TenantId& tenant, const UserId& user, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto locked = people::lock(sql); !locked) return locked;
		auto person = people::byId(sql, user);
		if (!person) return person.error();
		if (auto may = mayChange(sql, by, *person); !may) return may;
		if (auto kept = keepsAnAdministrator(sql, *person); !kept) return kept;
		if (auto done = people::setActive(sql, user, false); !done) return done;
		if (auto ended = endAccess(sql, user, PersonAccess::Ending::Everything); !ended) return ended;
		return record(sql, "directory.person_deactivated", user.value, {}, by);
	});
}

Result<> StoredDirectory::activate(const TenantId& tenant, const UserId& user, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto person = people::byId(sql, user);
		if (!person) return person.error();
		if (auto may = mayChange(sql, by, *person); !may) return may;
		if (auto done = people::setActive(sql, user, true); !done) return done;
		return record(sql, "directory.person_activated", user.value, {}, by);
	});
}

Result<> StoredDirectory::setRole(const TenantId& tenant, const UserId& user, std::string_view role) noexcept
{
	if (!kRoles.valueOf(role)) return invalid("role", "a role is super, admin or member, not " + std::string(role));
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto locked = people::lock(sql); !locked) return locked;
		auto person = people::byId(sql, user);
		if (!person) return person.error();
		if (!isAdministrator(role))
			if (auto kept = keepsAnAdministrator(sql, *person); !kept) return kept;
		if (auto done = people::setRole(sql, user, role); !done) return done;
		if (auto ended = endAccess(sql, user, PersonAccess::Ending::Browsers); !ended) return ended;
		return record(sql, "directory.role_changed", user.value, Value::object({{"from", person->role}, {"to", role}}));
	});
}

Result<> StoredDirectory::endSessions(const TenantId& tenant, const UserId& user, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto person = people::byId(sql, user);
		if (!person) return person.error();
		if (auto may = mayChange(sql, by, *person); !may) return may;
		if (auto ended = endAccess(sql, user, PersonAccess::Ending::Browsers); !ended) return ended;
		return record(sql, "directory.sessions_ended", user.value, {}, by);
	});
}

}
