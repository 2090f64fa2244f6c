#include "store/Principals.h"

#include <algorithm>

namespace auth {

sx::Result<sx::Principal> Principals::byUser(const sx::TenantId& tenant, const sx::UserId& user) const noexcept
{
	auto person = _directory->byId(tenant, user);
	if (!person) return person.error();
	if (!person->isActive) return sx::Error{.code = sx::Code::Missing, .detail = "the person is not active"};
	return sx::Principal{tenant,
		person->id,
		person->name,
		person->address,
		person->timeZone,
		person->language,
		_directory->permissionsOf(person->role)};
}

sx::Result<sx::Principal> Principals::byApiKey(const sx::TenantId& tenant, std::string_view text) const noexcept
{
	auto key = _keys->check(tenant, text);
	if (!key) return key.error();
	auto principal = byUser(tenant, key->user);
	if (!principal && principal.error().code == sx::Code::Missing)
		return sx::Error{.code = sx::Code::Unauthenticated, .detail = "API key: its person is gone"};
	if (!principal) return principal;
	std::erase_if(principal->permissions, [&](const std::string& permission) {
		return std::find(key->scopes.begin(), key->scopes.end(), permission) == key->scopes.end();
	});
	principal->isApiKey = true;
	return principal;
}

}
