#include "services/PeopleImport.h"

#include <algorithm>
#include <map>
#include <set>

namespace sx::directory {

namespace {

std::int64_t fitting(const std::vector<FileLine>& lines)
{
	return std::count_if(lines.begin(), lines.end(), [](const FileLine& each) { return each.problem.empty(); });
}

/// Returns the problem that an answer of a rule means for a line; nothing for another error.
Result<std::string> problemIn(const Result<>& answer, const char* word)
{
	if (answer) return std::string();
	const auto& error = answer.error();
	if (error.code != Code::Invalid && error.code != Code::Denied && error.code != Code::Unfit) return error;
	return error.problem.empty() ? std::string(word) : error.problem;
}

}

Result<std::vector<FileLine>> PeopleImport::read(const Caller& by, std::string_view text) const
{
	NewPerson defaults{.tenant = by.tenant, .name = {}, .address = {}, .language = {}, .timeZone = {}};
	if (const auto tenant = _tenants.byId(by.tenant)) defaults.language = tenant->language;
	return readPeople(text, defaults);
}

Result<> PeopleImport::judge(Sql& sql, const Caller& by, std::vector<FileLine>& lines) const
{
	std::vector<std::string> addresses;
	addresses.reserve(lines.size());
	for (const auto& each: lines)
		if (each.problem.empty()) addresses.push_back(each.person.address);
	auto taken = people::taken(sql, addresses);
	if (!taken) return taken.error();
	const std::set<std::string, std::less<>> known(taken->begin(), taken->end());
	std::set<std::string, std::less<>> seen;
	std::map<std::string, std::string, std::less<>> ofRoles, ofDomains;  // the problem of each; empty: none
	for (auto& [number, person, country, problem]: lines)
	{
		if (!problem.empty()) continue;
		if (const auto [role, isNew] = ofRoles.try_emplace(person.role); isNew)
		{
			auto found = problemIn(_changes.mayGive(sql, by, person.role), "higher_role");
			if (!found) return found.error();
			role->second = *found;
		}
		const auto domain = person.address.substr(person.address.find('@'));
		if (const auto [place, isNew] = ofDomains.try_emplace(domain); isNew)
		{
			auto found = problemIn(_changes.allows(sql, by, person.address), "foreign_domain");
			if (!found) return found.error();
			place->second = *found;
		}
		if (known.contains(person.address))
			problem = "address_taken";
		else if (!seen.insert(person.address).second)
			problem = "address_twice";
		else
			problem = ofRoles[person.role].empty() ? ofDomains[domain] : ofRoles[person.role];
	}
	return {};
}

Result<Imported> PeopleImport::trial(const Caller& by, std::string_view text) const
{
	auto lines = read(by, text);
	if (!lines) return lines.error();
	auto judged = _context.store().read(by.tenant, [&](Sql& sql) { return judge(sql, by, *lines); });
	if (!judged) return judged.error();
	const auto added = fitting(*lines);
	return Imported{.lines = std::move(*lines), .added = added};
}

Result<Imported> PeopleImport::run(const Caller& by, std::string_view text, bool isInviting)
{
	auto lines = read(by, text);
	if (!lines) return lines.error();
	auto done = _context.store().write(by.tenant, [&](Sql& sql) -> Result<> {
		if (auto judged = judge(sql, by, *lines); !judged) return judged;
		std::vector<people::NewRow> people;
		for (const auto& each: *lines)
			if (each.problem.empty())
				people.push_back({.id = {}, .person = each.person, .country = each.country, .isInvited = isInviting});
		if (people.empty()) return {};
		const auto count = static_cast<std::int64_t>(people.size());
		auto added = _changes.add(sql, std::move(people), by);
		if (!added) return added.error();
		if (isInviting)
			if (auto queued = _mails.invite(sql, by.user); !queued) return queued;
		return _changes.record(sql,
			"directory.people_imported",
			by.user.value,
			Value::object({{"count", count}, {"first", added->front().value}, {"last", added->back().value}}),
			by);
	});
	if (!done) return done.error();
	const auto added = fitting(*lines);
	return Imported{.lines = std::move(*lines), .added = added};
}

}
