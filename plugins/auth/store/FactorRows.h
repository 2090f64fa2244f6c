// Reads and writes people's second factors and their recovery codes.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::auth {

/// Holds the factors of a person; a person without a row has none.
struct FactorRow
{
	bool bySms = false;
	std::string totp{};             // sealed secret, base64url; empty: no app
	std::optional<Instant> seen{};  // when their first session began
};

/// Holds a recovery code that was not used.
struct RecoveryRow
{
	std::int64_t number = 0;
	std::string mac;  // base64url
};

/// Queries the database, in a transaction of the person's tenant. [its thread]
namespace factors {

Result<FactorRow> find(Sql& sql, const UserId& user);
Result<> setBySms(Sql& sql, const UserId& user, bool isOn);
/// Sets the app's sealed secret and forgets the steps of an earlier one; empty: no app.
Result<> setTotp(Sql& sql, const UserId& user, const std::string& sealed);
/// Marks a step as used. Returns false if its code, or a later one, was used before.
Result<bool> takeStep(Sql& sql, const UserId& user, std::int64_t step);
/// Records when the person's first session began; later calls change nothing.
Result<> noteSeen(Sql& sql, const UserId& user, Instant now);
/// Forgets the factors and the recovery codes.
Result<> clear(Sql& sql, const UserId& user);
/// Forgets everything that is kept of a person.
Result<> erase(Sql& sql, const UserId& user);

/// Returns the recovery codes that were not used, in order.
Result<std::vector<RecoveryRow>> recoveryCodes(Sql& sql, const UserId& user);
/// Replaces all recovery codes.
Result<> setRecoveryCodes(Sql& sql, const UserId& user, const std::vector<std::string>& macs);
/// Uses a code up. Returns false if somebody else has done so.
Result<bool> takeRecoveryCode(Sql& sql, const UserId& user, std::int64_t number, Instant now);

}

}
