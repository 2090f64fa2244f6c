#include "services/StoredDirectory.h"

#include "store/PersonRows.h"
#include "sx/address.h"
#include "sx/dates.h"

namespace sx::directory {

namespace {

std::string identityOfMobile(const TenantId& tenant, const UserId& user)
{
	return "directory.mobile:" + tenant.value + ":" + user.value;
}

/// Stands for a number in the database, so that its people are found while it stays sealed.
std::string markOfMobile(const Keys& keys, const TenantId& tenant, std::string_view e164)
{
	return keys.toBase64Url(keys.mac("directory.mobile", tenant.value + ":" + std::string(e164)).value);
}

}

Person StoredDirectory::withZone(Person person) const
{
	if (person.hasOwnZone) return person;
	if (const auto tenant = _tenants.byId(person.tenant)) person.timeZone = tenant->timeZone;
	return person;
}

Result<Person> StoredDirectory::completed(Sql& sql, Result<Person> person) const
{
	if (!person) return person;
	return _powers.completed(sql, withZone(std::move(*person)));
}

Result<Person> StoredDirectory::byId(const TenantId& tenant, const UserId& user) const noexcept
{
	return _context.store().read(tenant, [&](Sql& sql) { return byId(sql, user); });
}

Result<Person> StoredDirectory::byId(Sql& sql, const UserId& user) const noexcept
{
	return completed(sql, people::byId(sql, user));
}

Result<Person> StoredDirectory::byAddress(const TenantId& tenant, std::string_view address) const noexcept
{
	const auto clean = cleanAddress(address);
	return _context.store().read(tenant, [&](Sql& sql) { return completed(sql, people::byAddress(sql, clean)); });
}

Result<std::vector<Person>> StoredDirectory::people(const TenantId& tenant) const noexcept
{
	return _context.store().read(tenant, [](Sql& sql) { return people::all(sql); });
}

Result<TenantId> StoredDirectory::addTenant(const NewTenant& tenant) noexcept
{
	if (auto ok = check(tenant); !ok) return ok.error();
	if (auto known = _changes.checkZone(tenant.timeZone); !known) return known.error();
	const TenantId id{_context.keys().uuid()};
	auto added = _context.store().write(id, [&](Sql& sql) -> Result<> {
		if (auto row = tenants::add(sql, _context.json(), tenant, _context.clock().now()); !row) return row;
		return _changes.record(sql, "directory.tenant_added", id.value, Value::object({{"name", tenant.name}}));
	});
	if (!added) return added.error();
	// The row is committed; if no new snapshot can be taken now, the next one is taken within `refresh`.
	if (auto seen = _tenants.refresh(); !seen)
		_context.log().warning("directory.refresh.failed", {{"detail", seen.error().detail}});
	return id;
}

Result<UserId> StoredDirectory::addPerson(const NewPerson& given, const Caller& by) noexcept
{
	return _context.store().write(given.tenant, [&](Sql& sql) { return addPerson(sql, given, by); });
}

Result<UserId> StoredDirectory::addPerson(Sql& sql, const NewPerson& given, const Caller& by) noexcept
{
	if (!_tenants.byId(sql.tenant())) return failed(Code::Missing, "no such company").at("tenant");
	auto person = _changes.prepare(given);
	if (!person) return person.error();
	auto added = _changes.add(sql, {{.id = {}, .person = std::move(*person)}}, by);
	if (!added) return added.error();
	return added->front();
}

Result<> StoredDirectory::changePerson(
	Sql& sql, const UserId& user, const PersonChange& change, const Caller& by) noexcept
{
	return _changes.change(sql, user, change, by);
}

Result<> StoredDirectory::setActive(Sql& sql, const UserId& user, bool isActive, const Caller& by) noexcept
{
	return _changes.setActive(sql, user, isActive, by);
}

Result<> StoredDirectory::removePerson(Sql& sql, const UserId& user, const Caller& by) noexcept
{
	return _changes.remove(sql, user, by);
}

Result<PeopleList> StoredDirectory::find(Sql& sql, const PeopleQuery& query) const noexcept
{
	std::optional<Place> after;
	if (!query.after.empty())
	{
		const auto word = _context.keys().fromBase64Url(query.after);
		if (word) after = placeOf(word->value);
		if (!after) return invalid("before", "no `next` of this list");
	}
	auto wider = query;
	++wider.limit;
	auto rows = people::find(sql, wider, after);
	if (!rows) return rows.error();
	PeopleList out;
	for (auto& row: *rows)
	{
		if (static_cast<int>(out.people.size()) < query.limit)
		{
			out.people.push_back(withZone(std::move(row)));
			continue;
		}
		const auto& last = out.people.back();
		out.next = _context.keys().toBase64Url(wordOf({people::keyOf(last, query.order), last.id}));
	}
	return out;
}

Result<std::int64_t> StoredDirectory::count(Sql& sql) const noexcept { return people::count(sql); }

Result<> StoredDirectory::noteSent(Sql& sql, const UserId& user, Instant at) noexcept
{
	return people::setSent(sql, user, at);
}

Result<> StoredDirectory::setPreferences(
	const TenantId& tenant, const UserId& user, const Preferences& wanted, const Caller& by) noexcept
{
	auto language = spokenLanguage(wanted.language);
	if (!language) return invalid("language", "not a language of the product: " + wanted.language);
	*language = withDates(*language, hasIsoDates({wanted.language}));
	if (!wanted.timeZone.empty())
		if (auto known = _changes.checkZone(wanted.timeZone); !known) return known;
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto person = people::byId(sql, user);
		if (!person) return person.error();
		auto changes = Value::object({});
		if (person->language != *language) changes.set("language", language->tag);
		if (person->timeZone != wanted.timeZone) changes.set("time_zone", wanted.timeZone);
		if (changes == Value::object({})) return {};
		person->language = *language;
		person->timeZone = wanted.timeZone;
		person->hasOwnZone = !wanted.timeZone.empty();
		if (auto done = people::put(sql, *person); !done) return done;
		return _changes.record(sql, "directory.preferences_changed", user.value, std::move(changes), by);
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

Result<std::vector<UserId>> StoredDirectory::peopleWith(const TenantId& tenant, std::string_view e164) const noexcept
{
	return _context.store().read(
		tenant, [&](Sql& sql) { return people::withMobile(sql, markOfMobile(_context.keys(), tenant, e164)); });
}

Result<> StoredDirectory::setMobile(Sql& sql, const UserId& user, std::string_view e164) noexcept
{
	const auto& keys = _context.keys();
	const auto sealed = e164.empty() ? std::string()
									 : keys.toBase64Url(keys.seal(identityOfMobile(sql.tenant(), user), e164).value);
	const auto mark = e164.empty() ? std::string() : markOfMobile(keys, sql.tenant(), e164);
	if (auto done = people::setMobile(sql, user, sealed, mark); !done) return done;
	return _changes.record(sql, e164.empty() ? "directory.mobile_removed" : "directory.mobile_set", user.value, {});
}

Result<> StoredDirectory::setCountry(Sql& sql, const UserId& user, std::string_view country) noexcept
{
	return people::setCountry(sql, user, country);
}

Result<> StoredDirectory::setProtectsReplies(Sql& sql, const UserId& user, bool protects) noexcept
{
	if (auto done = people::setProtectsReplies(sql, user, protects); !done) return done;
	return _changes.record(
		sql, protects ? "directory.replies_protected" : "directory.replies_unprotected", user.value, {});
}

Result<> StoredDirectory::forgetMobile(const TenantId& tenant, const UserId& user, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto person = _changes.changeable(sql, user, by, true); !person) return person.error();
		if (auto done = setMobile(sql, user, ""); !done) return done;
		return setProtectsReplies(sql, user, false);
	});
}

Result<> StoredDirectory::deactivate(const TenantId& tenant, const UserId& user, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) { return _changes.setActive(sql, user, false, by); });
}

Result<> StoredDirectory::activate(const TenantId& tenant, const UserId& user, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) { return _changes.setActive(sql, user, true, by); });
}

Result<> StoredDirectory::setRole(const TenantId& tenant, const UserId& user, std::string_view role) noexcept
{
	const PersonChange change{.role = std::string(role)};
	return _context.store().write(tenant, [&](Sql& sql) { return _changes.change(sql, user, change, {}); });
}

Result<Person> StoredDirectory::edit(
	const TenantId& tenant, const UserId& user, const Edit& edit, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<Person> {
		if (auto done = _changes.change(sql, user, edit.change, by); !done) return done.error();
		if (edit.isActive)
			if (auto done = _changes.setActive(sql, user, *edit.isActive, by); !done) return done.error();
		return byId(sql, user);
	});
}

Result<UserId> StoredDirectory::add(const NewPerson& person, const std::string& country, const Caller& by) noexcept
{
	if (!isCountry(country)) return invalid("country", "not an ISO 3166-1 alpha-2 code");
	return _context.store().write(person.tenant, [&](Sql& sql) -> Result<UserId> {
		auto added = addPerson(sql, person, by);
		if (!added || country.empty()) return added;
		if (auto done = people::setCountry(sql, *added, country); !done) return done.error();
		return added;
	});
}

Result<std::map<std::string, std::string>> StoredDirectory::countriesOf(
	const TenantId& tenant, const std::vector<Person>& people) const noexcept
{
	return _context.store().read(tenant, [&](Sql& sql) { return people::countries(sql, people); });
}

Result<> StoredDirectory::remove(const TenantId& tenant, const UserId& user, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) { return _changes.remove(sql, user, by); });
}

Result<PeopleList> StoredDirectory::list(const TenantId& tenant, const PeopleQuery& query) const noexcept
{
	return _context.store().read(tenant, [&](Sql& sql) { return find(sql, query); });
}

Result<std::vector<Loss>> StoredDirectory::lossesOf(
	const TenantId& tenant, const UserId& user, const Language& language) const noexcept
{
	return _context.store().read(tenant, [&](Sql& sql) { return _changes.lossesOf(sql, user, language); });
}

Result<> StoredDirectory::endSessions(const TenantId& tenant, const UserId& user, const Caller& by) noexcept
{
	return _context.store().write(tenant, [&](Sql& sql) { return _changes.endSessions(sql, user, by); });
}

}
