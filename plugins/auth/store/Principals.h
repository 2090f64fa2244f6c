// Implements kernel.principals/1: finds the person whom a session or an API key acts for.
#pragma once
#include "store/ApiKeys.h"
#include "sx/directory/Directory.h"

namespace auth {

/// Finds principals in the directory and among the API keys. [any thread, between start and stop]
class Principals final: public sx::PrincipalSource
{
public:
	void start(sx::directory::Directory& directory, const ApiKeys& keys) noexcept
	{
		_directory = &directory;
		_keys = &keys;
	}

	sx::Result<sx::Principal> byUser(const sx::TenantId& tenant, const sx::UserId& user) const noexcept override;
	sx::Result<sx::Principal> byApiKey(const sx::TenantId& tenant, std::string_view key) const noexcept override;

private:
	sx::directory::Directory* _directory = nullptr;
	const ApiKeys* _keys = nullptr;
};

}
