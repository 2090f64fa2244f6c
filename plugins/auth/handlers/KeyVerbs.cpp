#include "handlers/KeyVerbs.h"

#include "sx/list.h"
#include "sx/time.h"

#include <iostream>

namespace sx::auth {

namespace {

Result<std::shared_ptr<const Tenant>> tenantOf(const directory::Directory& directory, const Arguments& arguments)
{
	auto host = arguments.require("tenant");
	if (!host) return host.error();
	return directory::tenantAt(directory, *host);
}

/// Reads "90d" (that many days from now) or "2027-01-31" (to the end of that day, UTC). Empty: none.
Result<std::optional<Instant>> expiryOf(const std::string& text, Instant now)
{
	if (text.empty()) return std::optional<Instant>();
	if (const auto day = dayOf(text))
		return std::optional<Instant>(Instant((*day + std::chrono::days(1)).time_since_epoch()));
	const auto days = text.ends_with('d') ? integerOf(text.substr(0, text.size() - 1)) : std::nullopt;
	if (!days || *days < 1 || *days > 3660)
		return invalid("expires", "--expires takes days (90d) or a day (2027-01-31), not " + text);
	return std::optional<Instant>(now + std::chrono::days(*days));
}

std::string momentOf(Instant moment) { return isoTime(std::chrono::floor<std::chrono::seconds>(moment)); }

std::string stateOf(const ApiKey& key, Instant now)
{
	if (key.revoked) return "revoked";
	if (!key.expires) return "active";
	return (*key.expires <= now ? "expired " : "active until ") + momentOf(*key.expires);
}

std::string lastUseOf(const ApiKey& key) { return key.lastUsed ? "used " + momentOf(*key.lastUsed) : "never used"; }

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
			"[--expires 90d|2027-01-31]",
			&KeyVerbs::add},
		{"api-key list",
			"Lists the API keys of a company with their states, scopes and last uses: --tenant HOST",
			&KeyVerbs::list},
		{"api-key revoke", "Revokes an API key: --tenant HOST --id ID", &KeyVerbs::revoke},
	};
}

Result<int> KeyVerbs::add(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "user", "name", "scopes", "expires"});
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
	auto key = _keys.add(*person, *name, splitList(arguments->get("scopes", "messages.send")), *expires);
	if (!key) return key.error();
	std::cout << key->text << "\n";
	std::cerr << "Shown this once. It acts for " << person->address << ".\n";
	return 0;
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
				  << stateOf(key, _clock.now()) << "\t" << joined(key.scopes) << "\t" << lastUseOf(key) << "\n";
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
	if (auto done = _keys.revoke((*tenant)->id, *id); !done) return done.error();
	std::cout << "revoked " << *id << "\n";
	return 0;
}

}
