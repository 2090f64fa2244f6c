// Reads and writes the rows of people who have given their first proof and wait for the second factor.
#pragma once
#include "sx/plugin.h"

#include <string>

namespace sx::auth {

/// Holds who waits, and what a session begins with.
struct Waiting
{
	SessionRight right;
	std::string how, next;
	std::string code{};  // MAC of the code that was sent, base64url; empty: none
};

/// Queries the database, in a transaction of the tenant except for sweep. [its thread]
namespace waitings {

Result<> add(Sql& sql, const std::string& tokenHash, const Waiting& waiting, Instant expires);
/// Errors: Missing (none, or too late).
Result<Waiting> find(Sql& sql, const std::string& tokenHash, Instant now);
Result<> setCode(Sql& sql, const std::string& tokenHash, const std::string& code);
/// Removes and returns it, so that it begins one session. Errors: as for find().
Result<Waiting> take(Sql& sql, const std::string& tokenHash, Instant now);
Result<> removeAllOf(Sql& sql, const UserId& user);
/// Deletes rows that are over, in a transaction of all tenants.
Result<> sweep(Sql& sql, Instant now);

}

}
