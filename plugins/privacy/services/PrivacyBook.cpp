#include "services/PrivacyBook.h"

#include "store/IncidentRows.h"

namespace sx::privacy {

namespace {

constexpr int kMostFound = 20, kBatch = 500;
constexpr std::string_view kIncidents = "incidents_kept";
// Kinds of data that plugin.yaml has a setting for, by the name of what keeps them.
constexpr std::pair<std::string_view, std::string_view> kSettings[] = {
	{"statistics", "statistics_kept"}, {"audit", "journal_kept"}};

std::string_view settingOf(std::string_view name)
{
	for (const auto& [each, key]: kSettings)
		if (each == name) return key;
	return {};
}

/// Returns what the journal keeps of an incident: never its text, which names people.
Value factsOf(const Incident& incident)
{
	return Value::object({{"happened", incident.happened},
		{"noticed", incident.noticed},
		{"people", incident.people},
		{"is_serious", incident.isSerious},
		{"told_authority", incident.toldAuthority},
		{"told_people", incident.toldPeople},
		{"is_closed", incident.isClosed}});
}

}

Result<std::vector<directory::Person>> PrivacyBook::found(const TenantId& tenant, const std::string& search) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<std::vector<directory::Person>> {
		auto list = _directory.find(sql, {.search = search, .limit = kMostFound});
		if (!list) return list.error();
		return std::move(list->people);
	});
}

Result<directory::Person> PrivacyBook::person(const TenantId& tenant, const UserId& user) const
{
	return _directory.byId(tenant, user);
}

Result<std::vector<directory::Loss>> PrivacyBook::losses(
	const TenantId& tenant, const UserId& user, const Language& language) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<std::vector<directory::Loss>> {
		std::vector<directory::Loss> out;
		for (const auto* each: _context.findAll<directory::PersonData>())
		{
			auto some = each->lossesOf(sql, user, language);
			if (!some) return some;
			for (auto& loss: *some)
				if (loss.count > 0) out.push_back(std::move(loss));
		}
		return out;
	});
}

Result<std::vector<Section>> PrivacyBook::takeData(const Caller& by, const UserId& user, const Language& language)
{
	return _context.store().write(by.tenant, [&](Sql& sql) -> Result<std::vector<Section>> {
		auto person = _directory.byId(sql, user);
		if (!person) return person.error();
		std::vector<Section> out;
		out.push_back({.name = "person",
			.title = _context.pages().text(language, "export.person"),
			.data = Value::object({{"id", person->id.value},
				{"name", person->name},
				{"address", person->address},
				{"role", person->role},
				{"language", person->language.tag},
				{"time_zone", person->timeZone},
				{"active", person->isActive}})});
		for (const auto* each: _context.findAll<directory::PersonData>())
		{
			auto data = each->exportOf(sql, user);
			if (!data) return data.error();
			const std::string name(each->name());
			out.push_back({.name = name,
				.title = _catalogues.find(language, name, "person_data.title", {}).value_or(name),
				.data = std::move(*data)});
		}
		auto noted = record(sql,
			{.kind = by.user == user ? "privacy.own_data_taken" : "privacy.data_taken",
				.actor = by.user,
				.subject = user.value,
				.address = by.address});
		if (!noted) return noted.error();
		return out;
	});
}

Result<> PrivacyBook::erase(const Caller& by, const UserId& user)
{
	return _context.store().write(by.tenant, [&](Sql& sql) -> Result<> {
		if (auto gone = _directory.removePerson(sql, user, by); !gone) return gone;
		return record(
			sql, {.kind = "privacy.person_erased", .actor = by.user, .subject = user.value, .address = by.address});
	});
}

Result<std::vector<Kept>> PrivacyBook::retention(const TenantId& tenant, const Language& language) const
{
	auto settings = _settings.of(tenant);
	if (!settings) return settings.error();
	const auto daysOf = [&](std::string_view key) {
		return std::chrono::floor<std::chrono::days>((*settings)->duration(key)).count();
	};
	std::vector<Kept> out;
	for (const auto* each: _context.findAll<Retention>())
		if (const auto key = settingOf(each->name()); !key.empty()) out.push_back({each->label(language), daysOf(key)});
	out.push_back({_context.pages().text(language, "retention.incidents"), daysOf(kIncidents)});
	return out;
}

Result<std::int64_t> PrivacyBook::forgetOldOf(
	const TenantId& tenant, const std::function<Result<std::int64_t>(Sql&)>& some)
{
	for (std::int64_t all = 0;;)
	{
		auto count = _context.store().write(tenant, some);
		if (!count) return count;
		all += *count;
		if (*count < kBatch) return all;
	}
}

Result<> PrivacyBook::forgetOld()
{
	auto tenants = _directory.tenants();
	if (!tenants) return tenants.error();
	const auto now = _context.clock().now();
	for (const auto& tenant: *tenants)
	{
		auto settings = _settings.of(tenant->id);
		if (!settings) return settings.error();
		const auto forget = [&](const std::string& name, std::string_view key, const auto& some) -> Result<> {
			const auto before = now - (*settings)->duration(key);
			auto count = forgetOldOf(tenant->id, [&](Sql& sql) { return some(sql, before); });
			if (!count) return count.error();
			if (*count == 0) return {};
			return _context.store().write(tenant->id, [&](Sql& sql) {
				return record(sql,
					{.kind = "privacy.old_data_forgotten",
						.subject = name,
						.details = Value::object({{"count", *count}})});
			});
		};
		for (auto* each: _context.findAll<Retention>())
		{
			const auto key = settingOf(each->name());
			if (key.empty()) continue;
			auto done = forget(std::string(each->name()), key, [&](Sql& sql, Instant before) {
				return each->forgetBefore(sql, before, kBatch);
			});
			if (!done) return done;
		}
		auto done = forget("incidents", kIncidents, [](Sql& sql, Instant before) {
			return incident_rows::deleteClosed(sql, before, kBatch);
		});
		if (!done) return done;
	}
	return {};
}

Result<std::vector<Incident>> PrivacyBook::incidents(const TenantId& tenant, const IncidentId& before, int limit) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return incident_rows::list(sql, before, limit); });
}

Result<Incident> PrivacyBook::incident(const TenantId& tenant, const IncidentId& id) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return incident_rows::byId(sql, id); });
}

Result<IncidentId> PrivacyBook::put(const Caller& by, Incident incident, const std::string& today)
{
	if (auto fine = check(incident, today); !fine) return fine.error();
	const bool isNew = incident.id.empty();
	if (isNew) incident.id = {_context.keys().uuid()};
	incident.changed = _context.clock().now();
	return _context.store().write(by.tenant, [&](Sql& sql) -> Result<IncidentId> {
		auto details = Value::object({{"after", factsOf(incident)}});
		if (!isNew)
		{
			auto before = incident_rows::byId(sql, incident.id);
			if (!before) return before.error();
			details.set("before", factsOf(*before));
		}
		auto done = isNew ? incident_rows::insert(sql, incident) : incident_rows::update(sql, incident);
		if (!done) return done.error();
		done = record(sql,
			{.kind = isNew ? "privacy.incident_added" : "privacy.incident_changed",
				.actor = by.user,
				.subject = incident.id.value,
				.details = std::move(details),
				.address = by.address});
		if (!done) return done.error();
		return incident.id;
	});
}

}
