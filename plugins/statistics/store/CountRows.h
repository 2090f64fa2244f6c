// Reads and writes what people did, per day.
#pragma once
#include "domain/Period.h"
#include "sx/sql.h"
#include "sx/statistics/Counters.h"

#include <map>
#include <string>
#include <vector>

/// Queries the database, in a transaction of the people's tenant. [the transaction's thread]
namespace sx::statistics::count_rows {

/// Adds to a person's day. person: empty for the whole company.
Result<> add(Sql& sql, const std::string& person, std::int64_t day, const Counts& counts);
/// Returns the sums of people over a period, by person; who did nothing is not there.
Result<std::map<std::string, Counts>> sums(Sql& sql, const std::vector<std::string>& people, const Period& period);
/// Returns the sums of each day of a period, over these people together, in order.
Result<std::map<std::int64_t, Counts>> days(Sql& sql, const std::vector<std::string>& people, const Period& period);
/// Returns how many days are kept of a person.
Result<std::int64_t> daysOf(Sql& sql, const std::string& person);
/// Forgets a person's days; the company's sums stay.
Result<> forget(Sql& sql, const std::string& person);
/// Forgets at most `most` rows of days before one. Returns how many.
Result<std::int64_t> forgetBefore(Sql& sql, std::int64_t day, int most);

}
