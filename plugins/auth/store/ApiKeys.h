// Makes, checks and revokes API keys, which are shown once and stored as a hash.
#pragma once
#include "domain/SignIn.h"
#include "sx/plugin.h"

#include <vector>

namespace sx::auth {

/// Holds what is known of a key after it was made; its text is not.
struct ApiKey
{
	std::string id;
	std::string name;
	UserId user;                      // on whose behalf it acts
	std::vector<std::string> scopes;  // permissions; those that the person's role does not grant have no effect
	Instant created{};
	std::optional<Instant> lastUsed{};
	std::optional<Instant> revoked{};
};

/// Keeps API keys in the database. [any thread, between start and stop]
class ApiKeys
{
public:
	void start(Context& context) noexcept { _context = &context; }

	/// Holds a new key: its id, and the text that is shown once.
	struct Made
	{
		std::string id, text;
	};
	/// Makes a key within the caller's transaction. Its text is returned here and never again.
	Result<Made> add(
		Sql& sql, const std::string& name, const UserId& user, const std::vector<std::string>& scopes) const;
	/// Returns the key of that text, unless it is revoked, and records its use at most once a minute.
	/// Errors: Unauthenticated.
	Result<ApiKey> check(const TenantId& tenant, std::string_view text) const;
	/// Returns every key of the tenant, revoked ones too, the oldest first.
	Result<std::vector<ApiKey>> all(const TenantId& tenant) const;
	/// Revokes a key within the caller's transaction. Errors: Missing (no such key, or already revoked).
	Result<> revoke(Sql& sql, const std::string& id) const;

private:
	Context* _context = nullptr;
};

}
