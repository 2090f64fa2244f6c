#include "handlers/DirectoryVerbs.h"

#include "handlers/TenantArgument.h"

#include <iostream>

namespace sx::directory {

Verbs<DirectoryVerbs> DirectoryVerbs::verbs()
{
	return {
		{"tenant add",
			"Adds a company: --name NAME --host HOST[,HOST…] [--language fr-CA|en-CA] [--time-zone ZONE] [--theme "
			"boreal|petrole|solstice]",
			&DirectoryVerbs::addTenant},
		{"user add",
			"Adds a person: --tenant HOST --address ADDRESS [--name NAME] [--role member|admin|super] [--language TAG] "
			"[--time-zone ZONE]",
			&DirectoryVerbs::addUser},
		{"user list", "Lists the people of a company: --tenant HOST", &DirectoryVerbs::listUsers},
		{"user forget-mobile",
			"Takes away a mobile that was lost, and the protection of replies with it: --tenant HOST --address ADDRESS",
			&DirectoryVerbs::forgetMobile},
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
	auto id = _directory.addTenant({.name = *name,
		.hosts = splitList(*hosts),
		.language = languageOf(arguments->get("language", "fr-CA")),
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
	auto id = _directory.addPerson({.tenant = (*tenant)->id,
		.name = arguments->get("name", *address),
		.address = *address,
		.role = arguments->get("role", "member"),
		.language = languageOf(arguments->get("language"), (*tenant)->language),
		.timeZone = arguments->get("time-zone", (*tenant)->timeZone)});
	if (!id) return id.error();
	std::cout << "added " << *address << " to " << (*tenant)->name << " (" << id->value << ")\n";
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

Result<int> DirectoryVerbs::forgetMobile(const Words& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "address"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(_directory, *arguments);
	if (!tenant) return tenant.error();
	auto address = arguments->require("address");
	if (!address) return address.error();
	auto person = _directory.byAddress((*tenant)->id, *address);
	if (!person) return person.error();
	if (auto done = _directory.forgetMobile((*tenant)->id, person->id); !done) return done.error();
	std::cout << "the mobile of " << person->address << " is forgotten, and its replies are not protected any more\n";
	return 0;
}

}
