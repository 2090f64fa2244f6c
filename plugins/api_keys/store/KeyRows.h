// Reads and writes the rows of API keys.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::api_keys {

/// Holds what is known of a key after it was made; its text is not.
struct Key
{
	std::string id;
	std::string name, application;        // application: the program or device that it was made for; may be empty
	UserId user;                          // on whose behalf it acts
	UserId maker{};                       // empty: the operator
	std::string makerKey{};               // id of the key by which they made it; empty: they were signed in
	std::vector<std::string> scopes;      // permissions; those that the person lacks have no effect
	std::vector<std::string> networks{};  // from which it may be used; empty: from everywhere
	std::int64_t monthlyRequests = 0;     // 0: no limit
	Instant made{};
	std::optional<Instant> expires{};  // none: it works until it is revoked
	std::optional<Instant> revoked{};
	std::optional<Instant> lastUsed{};
	std::string lastNetwork{};         // where it was used last
	std::int64_t month = 0, used = 0;  // of keys with a quota: how many requests of which month
	std::string hash{};                // of its text, in hexadecimal
	std::string previousHash{};        // of the text before the rotation; empty: there is none
	std::optional<Instant> previousUntil{};

	bool isLiving(Instant now) const { return !revoked && (!expires || *expires > now); }
};

/// Limits a list of keys.
struct KeyQuery
{
	std::optional<UserId> user{};         // none: everybody's
	std::string search{};                 // a part of the name or of the application
	std::optional<Instant> beforeMade{};  // where the list continues, with the id
	std::string beforeId{};
	int limit = 50;
};

/// Says when and where a key was used.
struct KeyUse
{
	std::string id;
	Instant at{};
	std::string network;
	std::int64_t month = 0;
};

/// Queries the database, in a transaction of the tenant except for spend and noteUse. [its thread]
namespace key_rows {

/// Inserts a key that is neither used nor revoked.
Result<> add(Sql& sql, const Key& key);
/// Returns a key, revoked or not. Errors: Missing.
Result<Key> byId(Sql& sql, const std::string& id);
/// Returns keys, revoked ones too, the newest first.
Result<std::vector<Key>> list(Sql& sql, const KeyQuery& query);
/// Returns every key of the tenant, revoked ones too, the oldest first.
Result<std::vector<Key>> all(Sql& sql);
/// Returns how many keys of a person are not revoked, expired ones included.
Result<std::int64_t> countOf(Sql& sql, const UserId& user);
/// Gives a key the hash of a new text; the one before works until that moment. Errors: Missing (none that lives).
Result<> rotate(Sql& sql, const std::string& id, const std::string& hash, Instant previousUntil);
/// Revokes a key. Errors: Missing (no such key, or already revoked).
Result<> revoke(Sql& sql, const std::string& id, Instant now);
/// Returns the ids of the living keys that were made by a key.
Result<std::vector<std::string>> madeBy(Sql& sql, const std::string& id);
/// Revokes every living key of a person.
Result<> revokeAllOf(Sql& sql, const UserId& user, Instant now);
/// Deletes every row of a person.
Result<> removeAllOf(Sql& sql, const UserId& user);
/// Takes one request from a key's quota of the month and notes the use; in a transaction of its own. Returns how many
/// the month has with it; nothing if the quota is used up.
Result<std::optional<std::int64_t>> spend(Store& store, const TenantId& tenant, const KeyUse& use);
/// Notes a use, in a transaction of its own.
Result<> noteUse(Store& store, const TenantId& tenant, const KeyUse& use);

}

}
