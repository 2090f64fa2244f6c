// Reads and writes the rows of mobiles that await their code.
#pragma once
#include "sx/plugin.h"

namespace sx::auth {

/// Holds what a code confirms, and how it may be tried.
struct MobileRow
{
	std::string mobile, code;  // mobile: sealed; code: its MAC; both base64url
	std::int64_t triesLeft = 0;
	Instant expires{};
};

/// Queries the database, in a transaction of the person's tenant except for sweep. [its thread]
namespace mobiles {

/// Stores the person's row, and replaces an earlier one.
Result<> put(Sql& sql, const UserId& user, const MobileRow& row);
/// Returns the person's row. Errors: Missing (none, or it has expired).
Result<MobileRow> find(Sql& sql, const UserId& user, Instant now);
/// Uses up one try and returns the row. Errors: Missing (no row, expired, or no try left).
Result<MobileRow> take(Sql& sql, const UserId& user, Instant now);
Result<> remove(Sql& sql, const UserId& user);
/// Deletes the rows that have expired, in a transaction of all tenants.
Result<> sweep(Sql& sql, Instant now);

}

}
