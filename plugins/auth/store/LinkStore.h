// Requests for links, links, answered challenges, and how often each was asked for.
#pragma once
#include "domain/SignIn.h"
#include "sx/plugin.h"

#include <optional>

namespace auth {

/// One request, opened.
struct LinkRequest
{
	std::string id;
	sx::Instant made{};
	std::string address;
	std::string next;
};

struct Link
{
	sx::UserId user;
	std::string next;
};

/// SQL about signing in; in a transaction of the tenant, but for sweep. [its thread]
namespace links {

sx::Result<> addRequest(sx::Sql& sql, const std::string& id, sx::Instant made, const std::string& sealed);
/// The row as it is kept: made and sealed. Errors: Missing.
struct SealedRequest
{
	sx::Instant made{};
	std::string sealed;
};
sx::Result<SealedRequest> requestById(sx::Sql& sql, const std::string& id);
sx::Result<> removeRequest(sx::Sql& sql, const std::string& id);

sx::Result<> add(sx::Sql& sql, const std::string& tokenHash, const Link& link, sx::Instant expires);
/// A link that works now, without using it. Errors: Missing.
sx::Result<Link> find(sx::Sql& sql, const std::string& tokenHash, sx::Instant now);
/// Uses it, and with it every other link of the person. Errors: Missing (used by another, or expired).
sx::Result<Link> use(sx::Sql& sql, const std::string& tokenHash, sx::Instant now);

/// False: this answer was given before.
sx::Result<bool> takeProof(sx::Sql& sql, const std::string& nonce, sx::Instant expires);
/// Counts one more. Zero: within the limit; else how long until it is.
sx::Result<std::chrono::seconds> countRate(
	sx::Sql& sql, const std::string& bucket, const Window& window, sx::Instant now);

/// Forgets what has no effect any more; in a transaction of all tenants.
sx::Result<> sweep(sx::Sql& sql, sx::Instant now);

}

}
