// Counts what is used of quotas, and keeps companies' own limits.
#pragma once
#include "sx/sql.h"

namespace sx::quotas {

/// Is one row to count.
struct UseRow
{
	std::string quota, subject;
	Instant ends{};           // of the window; 1970: a standing sum
	std::int64_t amount = 0;  // to take, or to give back
	std::int64_t most = 0;    // the deployment's limit
	std::int64_t atMost = 0;  // the caller's own, whatever the others are
};

/// Says what stands in a row.
struct Counted
{
	std::string quota, subject;
	Instant ends{};
	std::int64_t used = 0, most = 0;
};

/// Queries the database, in a transaction of the tenant unless stated otherwise. [the transaction's thread]
namespace use_rows {

/// Adds to every row, in this order, and locks them until the transaction ends; a new window begins at zero. Returns
/// what stands there now, with the company's limit or else the deployment's; who finds more than the limit subtracts
/// again.
Result<std::vector<Counted>> add(Sql& sql, const std::vector<UseRow>& rows);
/// Subtracts from every row, in this order; nothing becomes less than zero.
Result<> subtract(Sql& sql, const std::vector<UseRow>& rows);
/// Deletes the rows of some subjects.
Result<> remove(Sql& sql, const std::vector<std::string_view>& quotas, const std::vector<std::string>& subjects);

/// Returns the row of one subject; nullopt: nothing is used.
Result<std::optional<Counted>> of(Sql& sql, const std::string& quota, const std::string& subject);
/// Returns a page of the subjects who use most of a quota. before: the last row of the page before; nullopt: the first
/// page.
Result<std::vector<Counted>> most(
	Sql& sql, const std::string& quota, Instant now, const std::optional<Counted>& before, int limit);

/// Returns the company's own limit of a quota; nullopt: it has none.
Result<std::optional<std::int64_t>> limitOf(Sql& sql, const std::string& quota);
/// Sets the company's own limit; nullopt: the deployment's counts again.
Result<> setLimit(Sql& sql, const std::string& quota, const std::optional<std::int64_t>& most);

/// Deletes rows whose window is over, and empty ones, in a transaction of all tenants.
Result<> forget(Sql& sql, Instant now);

}

}
