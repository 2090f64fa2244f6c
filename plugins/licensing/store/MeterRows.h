// Reads how a person stands, and counts what they use by the month.
#pragma once
#include "sx/licensing/Ledger.h"

#include <optional>

namespace sx::licensing {

/// Holds where a company's subscription stands, and the plan of a person's licence; empty: they have none.
struct StandingRow
{
	Standing standing = Standing::ReadOnly;
	Instant ends{};
	std::string plan;
};

/// Is one use of a limit. month: 202611.
struct MeterUse
{
	UserId user;
	std::string_view limit;
	std::int64_t month = 0;
};

namespace meter_rows {

/// Returns how a person stands; nullopt: their company has no subscription.
Result<std::optional<StandingRow>> standingOf(Sql& sql, const UserId& user);
/// Counts one use unless `most` are counted in that month already, in a transaction of its own. Returns false if they
/// are.
Result<bool> take(Store& store, const TenantId& tenant, const MeterUse& use, std::int64_t most);
/// Returns how many uses are counted in a month.
Result<std::int64_t> usedOf(Sql& sql, const MeterUse& use);
/// Deletes what a person used.
Result<> remove(Sql& sql, const UserId& user);

}

}
