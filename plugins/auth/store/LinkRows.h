// Reads and writes the rows of signing in: requests for links, links, used proofs, and counters for the limits.
#pragma once
#include "domain/SignIn.h"
#include "sx/plugin.h"

#include <optional>

namespace sx::auth {

/// Holds a request for a link, unsealed.
struct LinkRequest
{
	std::string id;
	Instant made{};
	std::string address;  // of mail, or a mobile in E.164
	std::string next;
	std::string browser;                 // hash of the asking browser's cookie
	std::optional<Language> language{};  // chosen in that browser
	/// Returns the way that the link goes.
	std::string how() const { return address.starts_with('+') ? "sms" : "mail"; }
};

/// Holds what a link leads to: the person whom it signs in, the page to show next, and the browser that may use it.
struct Link
{
	UserId user;
	std::int64_t generation = 0;  // of the right to begin a session, taken before the link was made
	std::string next;
	std::string browser;  // hash of its cookie
	std::string how;      // "mail" or "sms": the way that it went
};

/// Queries the database, in a transaction of the tenant except for sweep. [its thread]
namespace links {

Result<> addRequest(Sql& sql, const std::string& id, Instant made, const std::string& sealed);
/// Holds a request as it is stored.
struct SealedRequest
{
	Instant made{};
	std::string sealed;
};
/// Returns a request. Errors: Missing.
Result<SealedRequest> requestById(Sql& sql, const std::string& id);
Result<> removeRequest(Sql& sql, const std::string& id);

/// code: the MAC of the code that stands beside the link.
Result<> add(Sql& sql, const std::string& tokenHash, const Link& link, const std::string& code, Instant expires);
/// Returns a link that works now, without redeeming it. Errors: Missing.
Result<Link> find(Sql& sql, const std::string& tokenHash, Instant now);
/// Returns the token's hash of the link that was mailed to a browser with a code and works now. Errors: Missing.
Result<std::string> byCode(Sql& sql, const std::string& browser, const std::string& code, Instant now);
/// Invalidates every link of a person.
Result<> endAllOf(Sql& sql, const UserId& user, Instant now);
/// Redeems a link, and invalidates every other link of the person. Errors: Missing (no such link, used, or expired).
Result<Link> use(Sql& sql, const std::string& tokenHash, Instant now);

/// Marks a proof as used. Returns false if it was used before.
Result<bool> takeProof(Sql& sql, const std::string& nonce, Instant expires);
/// Counts one more event in the bucket. Returns zero if that is within the limit, otherwise how long to wait.
Result<std::chrono::seconds> countRate(Sql& sql, const std::string& bucket, const Window& window, Instant now);
/// Returns how many events the bucket has counted in the window, without counting one more.
Result<std::int64_t> rate(Sql& sql, const std::string& bucket, const Window& window, Instant now);

/// Deletes rows that no longer have an effect, in a transaction of all tenants.
Result<> sweep(Sql& sql, Instant now);

}

}
