#include "services/KeyBook.h"

#include "domain/KeyParts.h"
#include "domain/TextList.h"
#include "services/Network.h"
#include "sx/month.h"
#include "sx/text.h"
#include "sx/time.h"

#include <algorithm>

namespace sx::api_keys {

namespace {

constexpr std::chrono::seconds kNoteEvery{60};

Error unauthenticated(const char* cause, const std::string& key)
{
	return {.code = Code::Unauthenticated,
		.detail = std::string("API key: ") + cause,
		.problem = cause,
		.extra = Value::object({{"key", key}})};
}

bool has(const std::vector<std::string>& all, std::string_view one)
{
	return std::find(all.begin(), all.end(), one) != all.end();
}

bool hasAll(const std::vector<std::string>& all, const std::vector<std::string>& some)
{
	return std::all_of(some.begin(), some.end(), [&](const auto& each) { return has(all, each); });
}

void sortAndUnite(std::vector<std::string>& words)
{
	std::sort(words.begin(), words.end());
	words.erase(std::unique(words.begin(), words.end()), words.end());
}

Error beyond(const char* field, std::string detail)
{
	return refused(Code::Denied, "beyond_rights", std::move(detail)).at(field);
}

/// Describes a key in the journal; its text and the hash of it are not there.
Value detailsOf(const Key& key)
{
	auto out = Value::object({{"user", key.user.value}, {"name", key.name}, {"scopes", textList(key.scopes)}});
	if (!key.application.empty()) out.set("application", key.application);
	if (!key.networks.empty()) out.set("networks", textList(key.networks));
	if (key.monthlyRequests > 0) out.set("monthly_requests", key.monthlyRequests);
	if (key.expires) out.set("expires", toMillis(*key.expires));
	return out;
}

}

bool KeyAuthor::may(std::string_view permission) const { return isOperator || has(rights, permission); }

std::vector<quotas::Quota> KeyBook::quotas()
{
	return {{.name = kQuota, .family = "api_keys", .scope = quotas::Scope::Person, .window = std::chrono::days(1)}};
}

std::string KeyBook::hashOf(std::string_view text) const
{
	return _context.keys().toHex(_context.keys().sha256(text).value);
}

std::string KeyBook::newText(const std::string& id) const
{
	const auto& keys = _context.keys();
	return KeyParts::join(id, keys.toBase64Url(keys.random(KeyParts::kSecretBytes).value));
}

Result<> KeyBook::record(Sql& sql, const audit::Event& event) const
{
	return _journal ? _journal->append(sql, event) : Result<>();
}

Result<> KeyBook::take(Sql& sql, const KeyAuthor& author) const
{
	return _quotas.take(sql, {{.quota = kQuota, .subject = author.caller.user.value}});
}

Result<> KeyBook::checkScopes(const std::vector<std::string>& scopes) const
{
	if (scopes.empty()) return invalid("scopes", "a key without a scope reaches nothing", "missing");
	// Those of plugins that are not loaded now may be given to types of people already.
	std::vector<std::string> known;
	for (const auto role: directory::kRoleNames)
		for (auto& permission: _directory.permissionsOf(role)) known.push_back(std::move(permission));
	for (auto& each: _permissions.list({})) known.push_back(std::move(each.name));
	sortAndUnite(known);
	for (const auto& scope: scopes)
	{
		if (std::binary_search(known.begin(), known.end(), scope)) continue;
		std::string names;
		for (const auto& each: known) names += " " + each;
		return invalid("scopes", "no role may do " + scope + "; scopes are" + names, "unknown");
	}
	return {};
}

Result<Key> KeyBook::parsed(const NewKey& wanted) const
{
	Key out{.id = {},
		.name = cleanLine(wanted.name),
		.application = cleanLine(wanted.application),
		.user = wanted.user,
		.scopes = wanted.scopes,
		.monthlyRequests = wanted.monthlyRequests,
		.made = _context.clock().now(),
		.expires = wanted.expires};
	if (out.name.find_first_not_of(' ') == std::string::npos) return invalid("name", "a key needs a name", "missing");
	if (charactersIn(out.name) > kMostInName) return invalid("name", "too long", "long");
	if (charactersIn(out.application) > kMostInName) return invalid("application", "too long", "long");
	sortAndUnite(out.scopes);
	if (auto known = checkScopes(out.scopes); !known) return known.error();
	if (wanted.networks.size() > kMostNetworks) return invalid("networks", "too many", "many");
	for (const auto& each: wanted.networks)
	{
		const auto network = Network::of(each);
		if (!network) return invalid("networks", "neither an address nor a network such as 203.0.113.0/24: " + each);
		out.networks.push_back(network->text());
	}
	sortAndUnite(out.networks);
	if (out.monthlyRequests < 0 || out.monthlyRequests > kMostMonthlyRequests)
		return invalid("monthly_requests", "0 to " + std::to_string(kMostMonthlyRequests));
	if (out.expires && *out.expires <= out.made)
		return invalid("expires", "the key would have expired already", "past");
	return out;
}

Result<> KeyBook::checkRights(const KeyAuthor& author, const UserId& user, const std::vector<std::string>& scopes) const
{
	if (author.isOperator) return {};
	if (!hasAll(author.rights, scopes)) return beyond("scopes", "the key would do what its maker may not");
	if (user == author.caller.user) return {};
	if (!author.managesAll()) return beyond("user", "keys for others take api_keys.manage");
	auto person = _directory.byId(author.caller.tenant, user);
	if (!person && person.error().code == Code::Missing) return invalid("user", "nobody of that id", "unknown");
	if (!person) return person.error();
	if (!person->isActive) return invalid("user", "the person is not active", "inactive");
	const auto& theirs = person->permissions;
	if (!hasAll(theirs, scopes)) return beyond("scopes", "the key would do what its person may not");
	// Whoever acts for a person has all of that person's things behind the scope, so they may not stand below them.
	if (!hasAll(author.rights, theirs)) return beyond("user", "the person may do more than who asks");
	return {};
}

Result<> KeyBook::narrow(const KeyAuthor& author, Key& key) const
{
	if (author.key.empty()) return {};
	auto maker = _context.store().read(author.caller.tenant, [&](Sql& sql) { return key_rows::byId(sql, author.key); });
	if (!maker) return maker.error();
	if (!key.expires) key.expires = maker->expires;
	if (maker->expires && *key.expires > *maker->expires) return beyond("expires", "the key would outlive its maker");
	if (key.networks.empty()) key.networks = maker->networks;
	if (!maker->networks.empty() && !hasAll(maker->networks, key.networks))
		return beyond("networks", "the key would work where its maker does not");
	if (key.monthlyRequests == 0) key.monthlyRequests = maker->monthlyRequests;
	if (maker->monthlyRequests > 0 && key.monthlyRequests > maker->monthlyRequests)
		return beyond("monthly_requests", "the key would have a larger quota than its maker");
	return {};
}

Result<KeyText> KeyBook::add(const NewKey& wanted, const KeyAuthor& author) const
{
	auto key = parsed(wanted);
	if (!key) return key.error();
	if (key->user.empty()) key->user = author.caller.user;
	if (auto may = checkRights(author, key->user, key->scopes); !may) return may.error();
	if (auto fits = narrow(author, *key); !fits) return fits.error();
	key->maker = author.caller.user;
	key->makerKey = author.key;
	key->id = _context.keys().toBase64Url(_context.keys().random(KeyParts::kIdBytes).value);
	const auto text = newText(key->id);
	key->hash = hashOf(text);
	auto added = _context.store().write(author.caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto taken = take(sql, author); !taken) return taken;
		auto living = key_rows::countOf(sql, key->user);
		if (!living) return living.error();
		if (*living >= kMostLiving) return refused(Code::Conflict, "too_many", "the person has too many keys");
		if (auto row = key_rows::add(sql, *key); !row) return row;
		return record(sql,
			{.kind = "api_keys.key_added",
				.actor = author.caller.user,
				.subject = key->id,
				.details = detailsOf(*key),
				.address = author.caller.address});
	});
	if (!added) return added.error();
	return KeyText{key->id, text};
}

Result<KeyText> KeyBook::make(const TenantId& tenant,
	const UserId& user,
	const std::string& name,
	const std::vector<std::string>& scopes) noexcept
{
	return add({.user = user, .name = name, .scopes = scopes}, {.caller = {.tenant = tenant}, .isOperator = true});
}

Result<> KeyBook::checkPlace(const Key& key, std::string_view client) const
{
	if (key.networks.empty()) return {};
	for (const auto& each: key.networks)
		if (const auto network = Network::of(each); network && network->holds(client)) return {};
	return unauthenticated("other_address", key.id);
}

Result<AcceptedKey> KeyBook::check(const TenantId& tenant, std::string_view text, std::string_view client) noexcept
{
	auto parts = KeyParts::of(text);
	if (!parts) return unauthenticated("malformed", {});
	auto key = _context.store().read(tenant, [&](Sql& sql) { return key_rows::byId(sql, parts->id); });
	if (!key && key.error().code == Code::Missing) return unauthenticated("unknown", {});
	if (!key) return key.error();
	const auto hash = hashOf(text);
	const auto now = _context.clock().now();
	const bool isCurrent = _context.keys().equal(key->hash, hash);
	const bool isPrevious = !key->previousHash.empty() && _context.keys().equal(key->previousHash, hash);
	if (!isCurrent && !isPrevious) return unauthenticated("wrong", key->id);
	if (key->revoked) return unauthenticated("revoked", key->id);
	if (!key->isLiving(now)) return unauthenticated("expired", key->id);
	if (!isCurrent && (!key->previousUntil || *key->previousUntil <= now)) return unauthenticated("rotated", key->id);
	if (auto here = checkPlace(*key, client); !here) return here.error();
	if (auto used = spend(tenant, *key, client); !used) return used.error();
	return AcceptedKey{.id = key->id, .user = key->user, .scopes = key->scopes, .made = key->made};
}

Result<> KeyBook::spend(const TenantId& tenant, const Key& key, std::string_view client) const
{
	const auto now = _context.clock().now();
	const auto month = Month::of(now);
	const KeyUse use{.id = key.id, .at = now, .network = _context.networkOf(client), .month = month.number};
	if (key.monthlyRequests == 0)
	{
		if (key.lastUsed && now - *key.lastUsed < kNoteEvery) return {};
		if (auto noted = key_rows::noteUse(_context.store(), tenant, use); !noted)
			_context.log().warning("api_keys.use_not_noted", {{"detail", noted.error().detail}});
		return {};
	}
	auto used = key_rows::spend(_context.store(), tenant, use);
	if (!used) return used.error();
	if (*used && **used == key.monthlyRequests)
		if (auto done = _context.store().write(tenant,
				[&](Sql& sql) {
					return record(sql,
						{.kind = "api_keys.quota_reached",
							.actor = {},
							.subject = key.id,
							.details = Value::object({{"user", key.user.value},
								{"name", key.name},
								{"monthly_requests", key.monthlyRequests}})});
				});
			!done)
			_context.log().warning("api_keys.quota_not_recorded", {{"detail", done.error().detail}});
	if (*used) return {};
	const auto wait = std::chrono::ceil<std::chrono::seconds>(month.end - now);
	return Error{.code = Code::Limited,
		.detail = "API key: its requests of the month are used up",
		.messageKey = "api_keys:refused.month",
		.problem = "quota_api_key",
		.extra = Value::object({{"key", key.id},
			{"limit", key.monthlyRequests},
			{"retry_after", std::int64_t{wait.count()}},
			{"renews", isoTime(month.end)}})};
}

Result<Key> KeyBook::keyOf(Sql& sql, const KeyAuthor& author, const std::string& id) const
{
	auto key = key_rows::byId(sql, id);
	if (key && !author.managesAll() && key->user != author.caller.user)
		return failed(Code::Missing, "another person's API key");
	return key;
}

Result<Key> KeyBook::byId(const KeyAuthor& author, const std::string& id) const
{
	return _context.store().read(author.caller.tenant, [&](Sql& sql) { return keyOf(sql, author, id); });
}

Result<std::vector<Key>> KeyBook::list(const KeyAuthor& author, KeyQuery query) const
{
	if (!author.managesAll()) query.user = author.caller.user;
	return _context.store().read(author.caller.tenant, [&](Sql& sql) { return key_rows::list(sql, query); });
}

Result<std::vector<Key>> KeyBook::all(const TenantId& tenant) const
{
	return _context.store().read(tenant, [](Sql& sql) { return key_rows::all(sql); });
}

Result<KeyText> KeyBook::rotate(const KeyAuthor& author, const std::string& id, std::chrono::seconds overlap) const
{
	if (overlap < std::chrono::seconds(0) || overlap > kMostOverlap)
		return invalid("overlap", "0 to " + std::to_string(kMostOverlap.count()) + " seconds");
	// Whoever gets the new text can do what the key can, so the rules of making one hold.
	auto found = byId(author, id);
	if (!found) return found.error();
	if (auto may = checkRights(author, found->user, found->scopes); !may) return may.error();
	auto narrowed = *found;
	if (auto fits = narrow(author, narrowed); !fits) return fits.error();
	const bool isWider = narrowed.expires != found->expires || narrowed.networks != found->networks ||
		narrowed.monthlyRequests != found->monthlyRequests;
	if (isWider) return beyond("id", "the key has fewer limits than the one that asks");
	const auto text = newText(id);
	auto done = _context.store().write(author.caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto taken = take(sql, author); !taken) return taken;
		auto key = keyOf(sql, author, id);
		if (!key) return key.error();
		const auto now = _context.clock().now();
		if (!key->isLiving(now)) return refused(Code::Conflict, "over", "the key is revoked or has expired");
		if (auto row = key_rows::rotate(sql, id, hashOf(text), now + overlap); !row) return row;
		auto details = detailsOf(*key);
		details.set("overlap", std::int64_t{overlap.count()});
		return record(sql,
			{.kind = "api_keys.key_rotated",
				.actor = author.caller.user,
				.subject = id,
				.details = std::move(details),
				.address = author.caller.address});
	});
	if (!done) return done.error();
	return KeyText{id, text};
}

Result<> KeyBook::revoke(const KeyAuthor& author, const std::string& id) const
{
	return _context.store().write(author.caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto key = keyOf(sql, author, id); !key) return key.error();
		// Whoever revokes a key that was stolen ends what was made with it.
		std::vector<std::string> ending{id};
		for (std::size_t i = 0; i < ending.size(); ++i)
		{
			auto key = key_rows::byId(sql, ending[i]);
			if (!key) return key.error();
			auto made = key_rows::madeBy(sql, ending[i]);
			if (!made) return made.error();
			if (auto gone = key_rows::revoke(sql, ending[i], _context.clock().now()); !gone) return gone;
			auto recorded = record(sql,
				{.kind = "api_keys.key_revoked",
					.actor = author.caller.user,
					.subject = ending[i],
					.details = detailsOf(*key),
					.address = author.caller.address});
			if (!recorded) return recorded;
			ending.insert(ending.end(), made->begin(), made->end());
		}
		return {};
	});
}

}
