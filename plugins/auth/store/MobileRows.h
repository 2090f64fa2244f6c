// Reads and writes the rows of mobiles that await their code.
#pragma once
#include "sx/plugin.h"

namespace auth {

/// Holds what a code confirms, and how it may be tried.
struct MobileRow
{
	std::string mobile, code;  // mobile: sealed; code: its MAC; both base64url
	std::int64_t triesLeft = 0;
	sx::Instant expires{};
};

/// Queries the database, in a transaction of the person's tenant except for sweep. [its thread]
namespace mobiles {

/// Stores the person's row, and replaces an earlier one.
sx::Result<> put(sx::Sql& sql, const sx::UserId& user, const MobileRow& row);
/// Returns the person's row. Errors: Missing (none, or it has expired).
sx::Result<MobileRow> find(sx::Sql& sql, const sx::UserId& user, sx::Instant now);
/// Uses up one try and returns the row. Errors: Missing (no row, expired, or no try left).
sx::Result<MobileRow> take(sx::Sql& sql, const sx::UserId& user, sx::Instant now);
sx::Result<> remove(sx::Sql& sql, const sx::UserId& user);
/// Deletes the rows that have expired, in a transaction of all tenants.
sx::Result<> sweep(sx::Sql& sql, sx::Instant now);

}

}
