// Reads and writes the rows of passkeys and of answered challenges.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::passkeys {

/// Is a passkey of a person.
struct Passkey
{
	std::string id;  // base64url
	UserId user;
	std::string name;       // as the person calls it
	std::string publicKey;  // base64url
	std::int64_t algorithm = 0;
	std::int64_t counter = 0;
	Instant made{};
	std::optional<Instant> lastUsed{};
};

/// Queries the database, in a transaction of the tenant except for sweep. [its thread]
namespace rows {

/// Errors: Conflict (the company has a passkey of this id).
Result<> add(Sql& sql, const Passkey& passkey);
/// Errors: Missing.
Result<Passkey> find(Sql& sql, const std::string& id);
/// Returns a person's passkeys, oldest first.
Result<std::vector<Passkey>> ofUser(Sql& sql, const UserId& user);
/// Tells whether a person has any.
Result<bool> hasAny(Sql& sql, const UserId& user);
/// Stores the counter and the time of a use. Returns false if the counter did not grow: the passkey may be a copy. An
/// authenticator that counts nothing sends 0.
Result<bool> noteUse(Sql& sql, const std::string& id, std::int64_t counter, Instant now);
/// Removes a person's passkey. Errors: Missing.
Result<> remove(Sql& sql, const UserId& user, const std::string& id);
Result<> removeAllOf(Sql& sql, const UserId& user);

/// Marks a challenge as answered. Returns false if it was before.
Result<bool> takeChallenge(Sql& sql, const std::string& nonce, Instant expires);
/// Deletes challenges that have expired, in a transaction of all tenants.
Result<> sweep(Sql& sql, Instant now);

}

}
