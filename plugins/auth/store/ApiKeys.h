// API keys: shown once, kept as a hash.
#pragma once
#include "domain/SignIn.h"
#include "sx/plugin.h"

#include <vector>

namespace auth {

struct ApiKey
{
	std::string id;
	std::string name;
	sx::UserId user;                  // on whose behalf it acts
	std::vector<std::string> scopes;  // permissions; what the person's role does not grant has no effect
	sx::Instant created{};
	std::optional<sx::Instant> lastUsed{};
	std::optional<sx::Instant> revoked{};
};

/// [any thread, between start and stop]
class ApiKeys
{
public:
	void start(sx::Context& context) noexcept { _context = &context; }

	/// Makes a key within the caller's transaction; the text is told here and never again. Adds its id.
	struct Made
	{
		std::string id, text;
	};
	sx::Result<Made> add(
		sx::Sql& sql, const std::string& name, const sx::UserId& user, const std::vector<std::string>& scopes) const;
	/// The living key of that text, its use noted once a minute at most. Errors: Unauthenticated.
	sx::Result<ApiKey> check(const sx::TenantId& tenant, std::string_view text) const;
	sx::Result<std::vector<ApiKey>> all(const sx::TenantId& tenant) const;
	/// Errors: Missing.
	sx::Result<> revoke(sx::Sql& sql, const std::string& id) const;

private:
	sx::Context* _context = nullptr;
};

}
