// Mobiles that wait for their code.
#pragma once
#include "sx/plugin.h"

namespace auth {

struct MobileRow
{
	std::string mobile, code;  // sealed, and a MAC; base64url
	std::int64_t triesLeft = 0;
	sx::Instant expires{};
};

/// SQL; in a transaction of the person's tenant. [its thread]
namespace mobiles {

/// Takes the place of an earlier one.
sx::Result<> put(sx::Sql& sql, const sx::UserId& user, const MobileRow& row);
/// Errors: Missing (none, or it has expired).
sx::Result<MobileRow> find(sx::Sql& sql, const sx::UserId& user, sx::Instant now);
/// Takes one try. Errors: Missing (none left, none there).
sx::Result<MobileRow> take(sx::Sql& sql, const sx::UserId& user, sx::Instant now);
sx::Result<> remove(sx::Sql& sql, const sx::UserId& user);
/// In a transaction of all tenants.
sx::Result<> sweep(sx::Sql& sql, sx::Instant now);

}

}
