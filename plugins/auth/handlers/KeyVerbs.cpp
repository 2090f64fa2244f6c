#include "handlers/KeyVerbs.h"

#include "sx/arguments.h"

#include <iostream>

namespace sx::auth {

namespace {

using Words = std::vector<std::string>;

Result<std::shared_ptr<const Tenant>> tenantOf(const Desk& desk, const Arguments& arguments)
{
	auto host = arguments.require("tenant");
	if (!host) return host.error();
	auto tenant = desk.directory->tenantByHost(*host);
	if (!tenant) return Error{.code = Code::Missing, .detail = "no company answers to host " + *host};
	return tenant;
}

Result<int> add(const Desk& desk, const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant", "user", "name", "scopes"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(desk, *arguments);
	if (!tenant) return tenant.error();
	auto address = arguments->require("user");
	if (!address) return address.error();
	auto name = arguments->require("name");
	if (!name) return name.error();
	auto person = desk.directory->byAddress((*tenant)->id, *address);
	if (!person)
		return Error{.code = Code::Missing, .detail = "nobody of " + (*tenant)->name + " has the address " + *address};
	auto key = makeKey(desk, *person, *name, splitList(arguments->get("scopes", "messages.send")));
	if (!key) return key.error();
	std::cout << key->text << "\n";
	std::cerr << "Shown this once. It acts for " << person->address << ".\n";
	return 0;
}

Result<int> list(const Desk& desk, const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(desk, *arguments);
	if (!tenant) return tenant.error();
	auto keys = desk.keys->all((*tenant)->id);
	if (!keys) return keys.error();
	for (const auto& key: *keys)
	{
		auto person = desk.directory->byId((*tenant)->id, key.user);
		std::cout << key.id << "\t" << key.name << "\t" << (person ? person->address : key.user.value) << "\t"
				  << (key.revoked ? "revoked" : "active") << "\n";
	}
	return 0;
}

Result<int> revoke(const Desk& desk, const Words& words)
{
	auto arguments = Arguments::parse(words, {"tenant", "id"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(desk, *arguments);
	if (!tenant) return tenant.error();
	auto id = arguments->require("id");
	if (!id) return id.error();
	auto done = desk.context->store().write((*tenant)->id, [&](Sql& sql) -> Result<> {
		if (auto gone = desk.keys->revoke(sql, *id); !gone) return gone;
		return desk.journal ? desk.journal->append(sql, {.kind = "auth.key_revoked", .subject = *id}) : Result<>();
	});
	if (!done) return done.error();
	std::cout << "revoked " << *id << "\n";
	return 0;
}

}

Result<ApiKeys::Made> makeKey(
	const Desk& desk, const directory::Person& person, const std::string& name, const std::vector<std::string>& scopes)
{
	return desk.context->store().write(person.tenant, [&](Sql& sql) -> Result<ApiKeys::Made> {
		auto made = desk.keys->add(sql, name, person.id, scopes);
		if (!made || !desk.journal) return made;
		auto noted = desk.journal->append(sql,
			{.kind = "auth.key_added", .subject = made->id, .details = Value::object({{"user", person.id.value}})});
		if (!noted) return noted.error();
		return made;
	});
}

Result<> declareKeyVerbs(Registry& registry, Desk& desk)
{
	for (auto verb:
		{Verb{"api-key add",
			 "Makes an API key and prints it: --tenant HOST --user ADDRESS --name NAME [--scopes messages.send,…]",
			 [&](const Words& words) { return add(desk, words); }},
			Verb{"api-key list",
				"Lists the API keys of a company: --tenant HOST",
				[&](const Words& words) { return list(desk, words); }},
			Verb{"api-key revoke", "Revokes an API key: --tenant HOST --id ID", [&](const Words& words) {
					 return revoke(desk, words);
				 }}})
		if (auto done = registry.verb(std::move(verb)); !done) return done;
	return {};
}

}
