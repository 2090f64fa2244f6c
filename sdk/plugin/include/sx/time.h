// Writes and reads moments and days as ISO 8601 has them. Pages::startOfDay relates days to moments in a time zone.
#pragma once
#include "sx/base.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace sx {

/// Writes a day: "2026-11-24". Since: SDK 1.0
inline std::string isoDay(Day day)
{
	const std::chrono::year_month_day date(day);
	const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
	auto year = std::to_string(static_cast<int>(date.year()));
	if (year.size() < 4) year.insert(0, 4 - year.size(), '0');
	return year + '-' + two(static_cast<unsigned>(date.month())) + '-' + two(static_cast<unsigned>(date.day()));
}

/// Writes a moment to the second: "2026-11-24T15:00:00Z". Since: SDK 1.0
inline std::string isoTime(std::chrono::sys_seconds at)
{
	const auto day = std::chrono::floor<std::chrono::days>(at);
	const auto second = (at - day).count();
	auto text = isoDay(Day(day.time_since_epoch())) + "T00:00:00Z";
	const auto put = [&](std::size_t place, std::int64_t number) {
		text[place] = static_cast<char>('0' + number / 10);
		text[place + 1] = static_cast<char>('0' + number % 10);
	};
	put(11, second / 3600);
	put(14, second / 60 % 60);
	put(17, second % 60);
	return text;
}

/// Writes a moment to the millisecond: "2026-11-24T15:00:00.123Z". Since: SDK 1.0
inline std::string isoTime(Instant at)
{
	const auto second = std::chrono::floor<std::chrono::seconds>(at);
	const auto fraction = std::to_string(1000 + (at - second).count());
	auto text = isoTime(second);
	text.replace(text.size() - 1, 1, "." + fraction.substr(1) + "Z");
	return text;
}

/// Reads a day of the years 1970 to 9000 as isoDay() writes it; nullopt: something else, or no such day. Since: SDK 1.0
inline std::optional<Day> dayOf(std::string_view text)
{
	if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
	const auto number = [&](std::size_t from, std::size_t length) {
		int out = -1;
		const auto* end = text.data() + from + length;
		return std::from_chars(text.data() + from, end, out).ptr == end ? out : -1;
	};
	const auto year = number(0, 4), month = number(5, 2), day = number(8, 2);
	if (year < 1970 || year > 9000 || month < 1 || day < 1) return std::nullopt;
	const std::chrono::year_month_day date(std::chrono::year(year),
		std::chrono::month(static_cast<unsigned>(month)),
		std::chrono::day(static_cast<unsigned>(day)));
	if (!date.ok()) return std::nullopt;
	return Day(std::chrono::local_days(date));
}

}
