// Reads and writes the rows of mails that were handed over and may come back.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>

namespace sx::mail::sent_rows {

struct SentRow
{
	TenantId tenant{};
	std::string id{}, token{}, kind{}, about{};
	Instant made{};
};

/// Adds a row, in a transaction of its tenant; changes nothing if it is there.
Result<> add(Sql& sql, const SentRow& row);
/// Returns the row of a token's hash, of whichever company; nothing if there is none. In a transaction of all tenants.
Result<std::optional<SentRow>> byToken(Sql& sql, const std::string& token);
/// Counts one more delay.
Result<> countDelay(Sql& sql, const std::string& id);
/// Removes a row. Returns whether it was there.
Result<bool> remove(Sql& sql, const std::string& id);
/// Removes the rows made before that moment, a thousand at most, in a transaction of all tenants.
Result<> sweep(Sql& sql, Instant before);

}
