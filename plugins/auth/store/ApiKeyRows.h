// Reads and writes the rows of API keys.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>
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
	std::optional<Instant> expires{};  // none: it works until it is revoked
	std::string hash;                  // of its text, in hexadecimal
};

/// Queries the database, in a transaction of the tenant except for noteUse. [its thread]
namespace api_keys {

/// Inserts a key that is neither used nor revoked.
Result<> add(Sql& sql, const ApiKey& key);
/// Returns a key, revoked or not. Errors: Missing.
Result<ApiKey> byId(Sql& sql, const std::string& id);
/// Returns every key of the tenant, revoked ones too, the oldest first.
Result<std::vector<ApiKey>> all(Sql& sql);
/// Revokes a key. Errors: Missing (no such key, or already revoked).
Result<> revoke(Sql& sql, const std::string& id, Instant now);
/// Revokes every living key of a person.
Result<> revokeAllOf(Sql& sql, const UserId& user, Instant now);
/// Records a use, in a transaction of its own.
Result<> noteUse(Store& store, const TenantId& tenant, const std::string& id, Instant now);

}

}
