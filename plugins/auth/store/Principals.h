// Implements kernel.principals/1: finds the person whom a session or an API key acts for.
#pragma once
#include "store/ApiKeys.h"
#include "sx/directory/Directory.h"

namespace sx::auth {

/// Finds principals in the directory and among the API keys. [any thread, between start and stop]
class Principals final: public PrincipalSource
{
public:
	void start(directory::Directory& directory, const ApiKeys& keys) noexcept
	{
		_directory = &directory;
		_keys = &keys;
	}

	Result<Principal> byUser(const TenantId& tenant, const UserId& user) const noexcept override;
	Result<Principal> byApiKey(const TenantId& tenant, std::string_view key) const noexcept override;

private:
	directory::Directory* _directory = nullptr;
	const ApiKeys* _keys = nullptr;
};

}
