#include "services/ApiKeys.h"

#include "domain/SignIn.h"

#include <algorithm>

namespace sx::auth {

namespace {

constexpr std::chrono::seconds kNoteEvery{60};

Error unauthenticated(const char* cause, const std::string& key)
{
	return {.code = Code::Unauthenticated,
		.detail = std::string("API key: ") + cause,
		.problem = cause,
		.extra = Value::object({{"key", key}})};
}

}

std::string ApiKeys::hashOf(std::string_view text) const
{
	return _context.keys().toHex(_context.keys().sha256(text).value);
}

Result<> ApiKeys::record(Sql& sql, const audit::Event& event) const
{
	return _journal ? _journal->append(sql, event) : Result<>();
}

Result<> ApiKeys::check(const std::vector<std::string>& scopes) const
{
	if (scopes.empty()) return invalid("scopes", "a key without a scope reaches nothing");
	std::vector<std::string> known;
	for (const auto role: directory::kRoleNames)
		for (auto& permission: _directory.permissionsOf(role)) known.push_back(std::move(permission));
	std::sort(known.begin(), known.end());
	known.erase(std::unique(known.begin(), known.end()), known.end());
	for (const auto& scope: scopes)
	{
		if (std::binary_search(known.begin(), known.end(), scope)) continue;
		std::string names;
		for (const auto& each: known) names += " " + each;
		return invalid("scopes", "no role may do " + scope + "; scopes are" + names);
	}
	return {};
}

Result<ApiKeys::Made> ApiKeys::add(const directory::Person& person,
	const std::string& name,
	const std::vector<std::string>& scopes,
	std::optional<Instant> expires) const
{
	if (auto known = check(scopes); !known) return known.error();
	if (expires && *expires <= _context.clock().now()) return invalid("expires", "the key would have expired already");
	const auto& keys = _context.keys();
	const auto id = keys.toBase64Url(keys.random(KeyParts::kIdBytes).value);
	const auto text = "sx_" + id + "_" + keys.toBase64Url(keys.random(KeyParts::kSecretBytes).value);
	const ApiKey key{.id = id,
		.name = name,
		.user = person.id,
		.scopes = scopes,
		.created = _context.clock().now(),
		.expires = expires,
		.hash = hashOf(text)};
	auto added = _context.store().write(person.tenant, [&](Sql& sql) -> Result<> {
		if (auto row = api_keys::add(sql, key); !row) return row;
		return record(
			sql, {.kind = "auth.key_added", .subject = id, .details = Value::object({{"user", person.id.value}})});
	});
	if (!added) return added.error();
	return Made{id, text};
}

Result<ApiKey> ApiKeys::check(const TenantId& tenant, std::string_view text) const
{
	auto parts = KeyParts::of(text);
	if (!parts) return unauthenticated("malformed", {});
	auto key = _context.store().read(tenant, [&](Sql& sql) { return api_keys::byId(sql, parts->id); });
	if (!key && key.error().code == Code::Missing) return unauthenticated("unknown", {});
	if (!key) return key;
	if (!_context.keys().equal(key->hash, hashOf(text))) return unauthenticated("wrong", key->id);
	if (key->revoked) return unauthenticated("revoked", key->id);
	const auto now = _context.clock().now();
	if (key->expires && *key->expires <= now) return unauthenticated("expired", key->id);
	if (!key->lastUsed || now - *key->lastUsed >= kNoteEvery)
		if (auto noted = api_keys::noteUse(_context.store(), tenant, key->id, now); !noted)
			_context.log().warning("auth.key_use_not_noted", {{"detail", noted.error().detail}});
	return key;
}

Result<std::vector<ApiKey>> ApiKeys::all(const TenantId& tenant) const
{
	return _context.store().read(tenant, [](Sql& sql) { return api_keys::all(sql); });
}

Result<> ApiKeys::revoke(const TenantId& tenant, const std::string& id) const
{
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		if (auto gone = api_keys::revoke(sql, id, _context.clock().now()); !gone) return gone;
		return record(sql, {.kind = "auth.key_revoked", .subject = id});
	});
}

}
