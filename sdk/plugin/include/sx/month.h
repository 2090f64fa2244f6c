// Defines the month for which requests are counted: a month of the calendar, in UTC.
#pragma once
#include "sx/base.h"

#include <cstdint>

namespace sx {

/// Names the month of a moment, and says when the next one begins. Since: SDK 1.0
struct Month
{
	std::int64_t number = 0;  // 202611
	Instant end{};

	static Month of(Instant at)
	{
		const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(at));
		const auto month = day.year() / day.month();
		return {.number = static_cast<int>(day.year()) * std::int64_t{100} + static_cast<unsigned>(day.month()),
			.end = std::chrono::sys_days((month + std::chrono::months(1)) / 1)};
	}
};

}
