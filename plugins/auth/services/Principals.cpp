#include "services/Principals.h"

#include <algorithm>

namespace sx::auth {

Result<Principal> Principals::byUser(const TenantId& tenant, const UserId& user) const noexcept
{
	auto person = _directory.byId(tenant, user);
	if (!person) return person.error();
	if (!person->isActive) return failed(Code::Missing, "the person is not active");
	return Principal{.tenant = tenant,
		.user = person->id,
		.name = person->name,
		.address = person->address,
		.timeZone = person->timeZone,
		.language = person->language,
		.permissions = person->permissions,
		.role = person->role};
}

Result<Principal> Principals::byApiKey(
	const TenantId& tenant, std::string_view text, std::string_view client) const noexcept
{
	if (!_keys) return failed(Code::Unauthenticated, "no plugin has API keys");
	auto key = _keys->check(tenant, text, client);
	if (!key) return key.error();
	auto principal = byUser(tenant, key->user);
	if (!principal && principal.error().code == Code::Missing)
		return Error{.code = Code::Unauthenticated,
			.detail = "API key: its person is gone",
			.problem = "person_gone",
			.extra = Value::object({{"key", key->id}})};
	if (!principal) return principal;
	std::erase_if(principal->permissions, [&](const std::string& permission) {
		return std::find(key->scopes.begin(), key->scopes.end(), permission) == key->scopes.end();
	});
	principal->isApiKey = true;
	principal->key = key->id;
	principal->since = key->made;
	return principal;
}

}
