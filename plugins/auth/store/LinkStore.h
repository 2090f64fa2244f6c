// Reads and writes the rows of signing in: requests for links, links, used proofs, and counters for the limits.
#pragma once
#include "domain/SignIn.h"
#include "sx/plugin.h"

#include <optional>

namespace auth {

/// Holds a request for a link, unsealed.
struct LinkRequest
{
	std::string id;
	sx::Instant made{};
	std::string address;
	std::string next;
};

/// Holds what a link leads to: the person whom it signs in, and the page to show next.
struct Link
{
	sx::UserId user;
	std::string next;
};

/// Queries the database, in a transaction of the tenant except for sweep. [its thread]
namespace links {

sx::Result<> addRequest(sx::Sql& sql, const std::string& id, sx::Instant made, const std::string& sealed);
/// Holds a request as it is stored.
struct SealedRequest
{
	sx::Instant made{};
	std::string sealed;
};
/// Returns a request. Errors: Missing.
sx::Result<SealedRequest> requestById(sx::Sql& sql, const std::string& id);
sx::Result<> removeRequest(sx::Sql& sql, const std::string& id);

sx::Result<> add(sx::Sql& sql, const std::string& tokenHash, const Link& link, sx::Instant expires);
/// Returns a link that works now, without redeeming it. Errors: Missing.
sx::Result<Link> find(sx::Sql& sql, const std::string& tokenHash, sx::Instant now);
/// Redeems a link, and invalidates every other link of the person. Errors: Missing (no such link, used, or expired).
sx::Result<Link> use(sx::Sql& sql, const std::string& tokenHash, sx::Instant now);

/// Marks a proof as used. Returns false if it was used before.
sx::Result<bool> takeProof(sx::Sql& sql, const std::string& nonce, sx::Instant expires);
/// Counts one more event in the bucket. Returns zero if that is within the limit, otherwise how long to wait.
sx::Result<std::chrono::seconds> countRate(
	sx::Sql& sql, const std::string& bucket, const Window& window, sx::Instant now);

/// Deletes rows that no longer have an effect, in a transaction of all tenants.
sx::Result<> sweep(sx::Sql& sql, sx::Instant now);

}

}
