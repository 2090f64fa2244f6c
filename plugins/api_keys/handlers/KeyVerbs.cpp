#include "handlers/KeyVerbs.h"

#include "handlers/KeyWire.h"
#include "sx/list.h"
#include "sx/time.h"

#include <iostream>

namespace sx::api_keys {

namespace {

Result<std::shared_ptr<const Tenant>> tenantOf(const directory::Directory& directory, const Arguments& arguments)
{
	auto host = arguments.require("tenant");
	if (!host) return host.error();
	return directory::tenantAt(directory, *host);
}

std::string momentOf(Instant moment) { return isoTime(std::chrono::floor<std::chrono::seconds>(moment)); }

std::string shownState(const Key& key, Instant now)
{
	if (key.revoked) return "revoked";
	if (!key.expires) return "active";
	return (*key.expires <= now ? "expired " : "active until ") + momentOf(*key.expires);
}

std::string lastUseOf(const Key& key)
{
	if (!key.lastUsed) return "never used";
	return "used " + momentOf(*key.lastUsed) + (key.lastNetwork.empty() ? "" : " from " + key.lastNetwork);
}

/// Shows a new text on the output, so that a script can take it, and what else to know beside it.
int show(const KeyText& key, const std::string& note)
{
	std::cout << key.text << "\n";
	std::cerr << "Shown this once. " << note << "\n";
	return 0;
}

KeyAuthor operatorOf(const Tenant& tenant) { return {.caller = {.tenant = tenant.id}, .isOperator = true}; }

std::string joined(const std::vector<std::string>& scopes)
{
	std::string out;
	for (const auto& each: scopes) out += (out.empty() ? "" : ",") + each;
	return out;
}

}

Verbs<KeyVerbs> KeyVerbs::verbs()
{
	return {
		{"api-key add",
			"Makes an API key and prints it: --tenant HOST --user ADDRESS --name NAME [--scopes messages.send,…] "
			"[--expires 90d|2027-01-31] [--application NAME] [--networks 203.0.113.0/24,…] [--monthly-requests N]",
			&KeyVerbs::add},
		{"api-key list",
			"Lists the API keys of a company with their states, scopes and last uses: --tenant HOST",
			&KeyVerbs::list},
		{"api-key rotate",
			"Gives an API key a new text and prints it: --tenant HOST --id ID [--overlap SECONDS that the one before "
			"works on; a day unless said]",
			&KeyVerbs::rotate},
		{"api-key revoke", "Revokes an API key: --tenant HOST --id ID", &KeyVerbs::revoke},
	};
}

Result<int> KeyVerbs::add(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(
		words, {"tenant", "user", "name", "scopes", "expires", "application", "networks", "monthly-requests"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(_directory, *arguments);
	if (!tenant) return tenant.error();
	auto address = arguments->require("user");
	if (!address) return address.error();
	auto name = arguments->require("name");
	if (!name) return name.error();
	auto person = _directory.byAddress((*tenant)->id, *address);
	if (!person) return failed(Code::Missing, "nobody of " + (*tenant)->name + " has the address " + *address);
	auto expires = expiryOf(arguments->get("expires"), _clock.now());
	if (!expires) return expires.error();
	const auto most = integerOf(arguments->get("monthly-requests", "0"));
	if (!most) return invalid("monthly-requests", "--monthly-requests takes a number");
	auto key = _keys.add({.user = person->id,
							 .name = *name,
							 .application = arguments->get("application"),
							 .scopes = splitList(arguments->get("scopes", "messages.send")),
							 .networks = splitList(arguments->get("networks")),
							 .expires = *expires,
							 .monthlyRequests = *most},
		operatorOf(**tenant));
	if (!key) return key.error();
	return show(*key, "It acts for " + person->address + ".");
}

Result<int> KeyVerbs::rotate(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "id", "overlap"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(_directory, *arguments);
	if (!tenant) return tenant.error();
	auto id = arguments->require("id");
	if (!id) return id.error();
	const auto overlap = integerOf(arguments->get("overlap", std::to_string(KeyBook::kUsualOverlap.count())));
	if (!overlap) return invalid("overlap", "--overlap takes seconds");
	auto key = _keys.rotate(operatorOf(**tenant), *id, std::chrono::seconds(*overlap));
	if (!key) return key.error();
	return show(*key, "The one before works " + std::to_string(*overlap) + " seconds more.");
}

Result<int> KeyVerbs::list(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(_directory, *arguments);
	if (!tenant) return tenant.error();
	auto keys = _keys.all((*tenant)->id);
	if (!keys) return keys.error();
	for (const auto& key: *keys)
	{
		auto person = _directory.byId((*tenant)->id, key.user);
		std::cout << key.id << "\t" << key.name << "\t" << (person ? person->address : key.user.value) << "\t"
				  << shownState(key, _clock.now()) << "\t" << joined(key.scopes) << "\t" << lastUseOf(key) << "\n";
	}
	return 0;
}

Result<int> KeyVerbs::revoke(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "id"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(_directory, *arguments);
	if (!tenant) return tenant.error();
	auto id = arguments->require("id");
	if (!id) return id.error();
	if (auto done = _keys.revoke(operatorOf(**tenant), *id); !done) return done.error();
	std::cout << "revoked " << *id << "\n";
	return 0;
}

}
