#include "handlers/DirectoryVerbs.h"

#include "handlers/TenantArgument.h"

#include <iostream>

namespace sx::directory {

namespace {

/// Is typed in place of a zone by who returns to the company's.
constexpr std::string_view kCompanys = "company";

/// Returns the language of --language. Errors: Invalid (not a language of the product).
Result<Language> chosenLanguage(const Arguments& arguments, const Language& fallback)
{
	const auto tag = arguments.get("language", fallback.tag);
	if (auto language = spokenLanguage(tag)) return *language;
	std::string known;
	for (const auto& each: spokenLanguages()) known += (known.empty() ? "" : " or ") + each.language.tag;
	return invalid("language", "--language is " + known + ", not " + tag);
}

}

Verbs<DirectoryVerbs> DirectoryVerbs::verbs()
{
	return {
		{"tenant add",
			"Adds a company: --name NAME --host HOST[,HOST…] [--language TAG] [--time-zone ZONE] [--theme "
			"boreal|petrole|solstice|PLUGIN]",
			&DirectoryVerbs::addTenant},
		{"user add",
			"Adds a person: --tenant HOST --address ADDRESS [--name NAME] [--role member|admin|super] [--language TAG] "
			"[--time-zone ZONE]",
			&DirectoryVerbs::addUser},
		{"user set",
			"Changes a person's language or time zone: --tenant HOST --address ADDRESS [--language TAG] "
			"[--time-zone ZONE|company]",
			&DirectoryVerbs::setPreferences},
		{"user list", "Lists the people of a company: --tenant HOST", &DirectoryVerbs::listUsers},
		{"user forget-mobile",
			"Takes away a mobile that was lost, and the protection of replies with it: --tenant HOST --address ADDRESS",
			&DirectoryVerbs::forgetMobile},
		{"user deactivate",
			"Shuts a person out, and ends their sessions, API keys and sign-in links: --tenant HOST --address ADDRESS",
			&DirectoryVerbs::deactivate},
		{"user activate", "Lets a person sign in again: --tenant HOST --address ADDRESS", &DirectoryVerbs::activate},
		{"user role",
			"Changes what a person may do: --tenant HOST --address ADDRESS --role member|admin|super",
			&DirectoryVerbs::setRole},
		{"sessions end",
			"Signs a person out of every browser: --tenant HOST --user ADDRESS",
			&DirectoryVerbs::endSessions},
	};
}

Result<int> DirectoryVerbs::addTenant(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"name", "host", "language", "time-zone", "theme"});
	if (!arguments) return arguments.error();
	auto name = arguments->require("name");
	if (!name) return name.error();
	auto hosts = arguments->require("host");
	if (!hosts) return hosts.error();
	const auto theme = arguments->get("theme", "petrole");
	auto language = chosenLanguage(*arguments, {});
	if (!language) return language.error();
	auto id = _directory.addTenant({.name = *name,
		.hosts = splitList(*hosts),
		.language = *language,
		.timeZone = arguments->get("time-zone", "America/Toronto"),
		.brand = Value::object({{"theme", theme}, {"logo", theme}})});
	if (!id) return id.error();
	std::cout << "added company " << id->value << " at " << _directory.tenantByHost(splitList(*hosts).front())->origin
			  << "\n";
	return 0;
}

Result<int> DirectoryVerbs::addUser(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "address", "name", "role", "language", "time-zone"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(_directory, *arguments);
	if (!tenant) return tenant.error();
	auto address = arguments->require("address");
	if (!address) return address.error();
	auto language = chosenLanguage(*arguments, (*tenant)->language);
	if (!language) return language.error();
	auto id = _directory.addPerson({.tenant = (*tenant)->id,
		.name = arguments->get("name", *address),
		.address = *address,
		.role = arguments->get("role", "member"),
		.language = *language,
		.timeZone = arguments->get("time-zone")});
	if (!id) return id.error();
	std::cout << "added " << *address << " to " << (*tenant)->name << " (" << id->value << ")\n";
	return 0;
}

Result<int> DirectoryVerbs::setPreferences(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "address", "language", "time-zone"});
	if (!arguments) return arguments.error();
	auto person = personOf(*arguments);
	if (!person) return person.error();
	auto language = chosenLanguage(*arguments, person->language);
	if (!language) return language.error();
	auto zone = arguments->get("time-zone", person->hasOwnZone ? person->timeZone : std::string(kCompanys));
	if (zone == kCompanys) zone.clear();
	auto done = _directory.setPreferences(
		person->tenant, person->id, {.language = language->tag, .timeZone = std::move(zone)});
	if (!done) return done.error();
	auto now = _directory.byId(person->tenant, person->id);
	if (!now) return now.error();
	std::cout << now->address << ": language " << now->language.tag << ", time zone " << now->timeZone
			  << (now->hasOwnZone ? "" : ", the company's") << "\n";
	return 0;
}

Result<int> DirectoryVerbs::listUsers(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(_directory, *arguments);
	if (!tenant) return tenant.error();
	auto people = _directory.people((*tenant)->id);
	if (!people) return people.error();
	for (const auto& person: *people)
		std::cout << person.id.value << "\t" << person.role << "\t" << person.address << "\t" << person.name
				  << (person.isActive ? "" : "\tinactive") << "\n";
	return 0;
}

Result<Person> DirectoryVerbs::personOf(const Arguments& arguments, std::string_view name) const
{
	auto tenant = tenantOf(_directory, arguments);
	if (!tenant) return tenant.error();
	auto address = arguments.require(name);
	if (!address) return address.error();
	auto person = _directory.byAddress((*tenant)->id, *address);
	if (!person && person.error().code == Code::Missing)
		return failed(Code::Missing, "nobody of " + (*tenant)->name + " has the address " + *address);
	return person;
}

Result<int> DirectoryVerbs::forgetMobile(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "address"});
	if (!arguments) return arguments.error();
	auto person = personOf(*arguments);
	if (!person) return person.error();
	if (auto done = _directory.forgetMobile(person->tenant, person->id); !done) return done.error();
	std::cout << "the mobile of " << person->address << " is forgotten, and its replies are not protected any more\n";
	return 0;
}

Result<int> DirectoryVerbs::deactivate(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "address"});
	if (!arguments) return arguments.error();
	auto person = personOf(*arguments);
	if (!person) return person.error();
	if (auto done = _directory.deactivate(person->tenant, person->id); !done) return done.error();
	std::cout << person->address << " is deactivated; their sessions, API keys and sign-in links have ended\n";
	return 0;
}

Result<int> DirectoryVerbs::activate(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "address"});
	if (!arguments) return arguments.error();
	auto person = personOf(*arguments);
	if (!person) return person.error();
	if (auto done = _directory.activate(person->tenant, person->id); !done) return done.error();
	std::cout << person->address << " may sign in again; API keys that had ended stay ended\n";
	return 0;
}

Result<int> DirectoryVerbs::setRole(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "address", "role"});
	if (!arguments) return arguments.error();
	auto person = personOf(*arguments);
	if (!person) return person.error();
	auto role = arguments->require("role");
	if (!role) return role.error();
	if (auto done = _directory.setRole(person->tenant, person->id, *role); !done) return done.error();
	std::cout << person->address << " is " << *role << " now, and signs in again\n";
	return 0;
}

Result<int> DirectoryVerbs::endSessions(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "user"});
	if (!arguments) return arguments.error();
	auto person = personOf(*arguments, "user");
	if (!person) return person.error();
	if (auto done = _directory.endSessions(person->tenant, person->id); !done) return done.error();
	std::cout << person->address << " is signed out of every browser; API keys go on (`sxserver api-key revoke`)\n";
	return 0;
}

}
