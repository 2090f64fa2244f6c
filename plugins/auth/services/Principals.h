// Implements kernel.principals/1: finds the person whom a session or an API key acts for.
#pragma once
#include "sx/api_keys/ApiKeys.h"
#include "sx/directory/Directory.h"

namespace sx::auth {

/// Finds principals in the directory and among the API keys. keys: null if no plugin has them; then none is accepted.
/// [any thread]
class Principals final: public PrincipalSource
{
public:
	Principals(const directory::Directory& directory, api_keys::ApiKeys* keys): _directory(directory), _keys(keys) {}

	Result<Principal> byUser(const TenantId& tenant, const UserId& user) const noexcept override;
	Result<Principal> byApiKey(
		const TenantId& tenant, std::string_view key, std::string_view client) const noexcept override;

private:
	const directory::Directory& _directory;
	api_keys::ApiKeys* const _keys;
};

}
