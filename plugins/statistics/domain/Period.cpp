#include "domain/Period.h"

namespace sx::statistics {

Result<Period> periodOf(std::optional<Day> from, std::optional<Day> to, Day today)
{
	constexpr std::int64_t kUsual = 30;
	Period out;
	out.to = numberOf(to ? *to : from ? std::max(today, *from) : today);
	out.from = from ? numberOf(*from) : out.to - kUsual + 1;
	if (out.from > out.to) return invalid("from", "after `to`", "wrong_order");
	if (out.length() > kMostDays) return invalid("from", "more than three years", "too_long");
	return out;
}

Period monthOf(Day day)
{
	const std::chrono::year_month_day date(day);
	return {.from = numberOf(Day(date.year() / date.month() / 1)), .to = numberOf(day)};
}

}
