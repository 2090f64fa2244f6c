// Says which days are compared.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <optional>

namespace sx::statistics {

/// Holds days since 1970, both included.
struct Period
{
	std::int64_t from = 0, to = 0;

	std::int64_t length() const noexcept { return to - from + 1; }
};

inline constexpr std::int64_t kMostDays = 3 * 366;

inline std::int64_t numberOf(Day day) { return day.time_since_epoch().count(); }
inline Day dayOfNumber(std::int64_t number) { return Day(std::chrono::days(number)); }

/// Returns the period between two days; without one of them, the thirty days that end with the other or today. Errors:
/// Invalid with field "from" or "to" (in the wrong order, or over three years).
Result<Period> periodOf(std::optional<Day> from, std::optional<Day> to, Day today);
/// Returns the month of a day, up to that day.
Period monthOf(Day day);

}
