#include "handlers/Verbs.h"

#include "sx/arguments.h"

#include <iostream>

namespace sx::directory {

namespace {

using Words = std::vector<std::string>;

Result<std::shared_ptr<const Tenant>> tenantOf(const StoredDirectory& directory, const Arguments& arguments)
{
	auto host = arguments.require("tenant");
	if (!host) return host.error();
	auto tenant = directory.tenantByHost(*host);
	if (!tenant) return Error{.code = Code::Missing, .detail = "no company answers to host " + *host};
	return tenant;
}

Result<int> addTenant(StoredDirectory& directory, const Words& words)
{
	auto arguments = Arguments::parse(words, {"name", "host", "language", "time-zone", "theme"});
	if (!arguments) return arguments.error();
	auto name = arguments->require("name");
	if (!name) return name.error();
	auto hosts = arguments->require("host");
	if (!hosts) return hosts.error();
	const auto theme = arguments->get("theme", "petrole");
	auto id = directory.addTenant({*name,
		splitList(*hosts),
		languageOf(arguments->get("language", "fr-CA")),
		arguments->get("time-zone", "America/Toronto"),
		Value::object({{"theme", theme}, {"logo", theme}})});
	if (!id) return id.error();
	std::cout << "added company " << id->value << " at " << directory.tenantByHost(splitList(*hosts).front())->origin
			  << "\n";
	return 0;
}

Result<int> addUser(StoredDirectory& directory, const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant", "address", "name", "role", "language", "time-zone"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(directory, *arguments);
	if (!tenant) return tenant.error();
	auto address = arguments->require("address");
	if (!address) return address.error();
	auto id = directory.addPerson({(*tenant)->id,
		arguments->get("name", *address),
		*address,
		arguments->get("role", "member"),
		languageOf(arguments->get("language"), (*tenant)->language),
		arguments->get("time-zone", (*tenant)->timeZone)});
	if (!id) return id.error();
	std::cout << "added " << *address << " to " << (*tenant)->name << " (" << id->value << ")\n";
	return 0;
}

Result<int> listUsers(StoredDirectory& directory, const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(directory, *arguments);
	if (!tenant) return tenant.error();
	auto people = directory.people((*tenant)->id);
	if (!people) return people.error();
	for (const auto& person: *people)
		std::cout << person.id.value << "\t" << person.role << "\t" << person.address << "\t" << person.name
				  << (person.isActive ? "" : "\tinactive") << "\n";
	return 0;
}

Result<int> forgetMobile(StoredDirectory& directory, const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant", "address"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(directory, *arguments);
	if (!tenant) return tenant.error();
	auto address = arguments->require("address");
	if (!address) return address.error();
	auto person = directory.byAddress((*tenant)->id, *address);
	if (!person) return person.error();
	if (auto done = directory.forgetMobile((*tenant)->id, person->id); !done) return done.error();
	std::cout << "the mobile of " << person->address << " is forgotten, and its replies are not protected any more\n";
	return 0;
}

}

Result<> declareVerbs(Registry& registry, StoredDirectory& directory)
{
	for (auto verb: {Verb{"tenant add",
						 "Adds a company: --name NAME --host HOST[,HOST…] [--language fr-CA|en-CA] [--time-zone ZONE] "
						 "[--theme boreal|petrole|solstice]",
						 [&](const Words& words) { return addTenant(directory, words); }},
			 Verb{"user add",
				 "Adds a person: --tenant HOST --address ADDRESS [--name NAME] [--role member|admin|super] [--language "
				 "TAG] [--time-zone ZONE]",
				 [&](const Words& words) { return addUser(directory, words); }},
			 Verb{"user list",
				 "Lists the people of a company: --tenant HOST",
				 [&](const Words& words) { return listUsers(directory, words); }},
			 Verb{"user forget-mobile",
				 "Takes away a mobile that was lost, and the protection of replies with it: --tenant HOST --address "
				 "ADDRESS",
				 [&](const Words& words) { return forgetMobile(directory, words); }}})
		if (auto done = registry.verb(std::move(verb)); !done) return done;
	return {};
}

}
