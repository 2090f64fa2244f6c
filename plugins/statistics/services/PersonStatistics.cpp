#include "services/PersonStatistics.h"

#include "store/CountRows.h"
#include "sx/time.h"

namespace sx::statistics {

Result<std::vector<directory::Loss>> PersonStatistics::lossesOf(
	Sql& sql, const UserId& user, const Language& language) const noexcept
{
	std::vector<directory::Loss> out;
	if (!_context) return out;
	auto days = count_rows::daysOf(sql, user.value);
	if (!days) return days.error();
	out.push_back({_context->pages().text(language, "loss.days"), *days});
	return out;
}

Result<Value> PersonStatistics::exportOf(Sql& sql, const UserId& user) const noexcept
{
	auto days = count_rows::days(sql, {user.value}, {.from = 0, .to = 10'000'000});
	if (!days) return days.error();
	Value::List out;
	for (const auto& [day, counts]: *days)
		out.push_back(Value::object({{"day", isoDay(dayOfNumber(day))},
			{"messages", counts.messages},
			{"recipients", counts.recipients},
			{"files", counts.files},
			{"bytes", counts.bytes},
			{"opened", counts.opened}}));
	return Value(std::move(out));
}

Result<> PersonStatistics::erase(Sql& sql, const UserId& user) noexcept { return count_rows::forget(sql, user.value); }

std::string PersonStatistics::label(const Language& language) const
{
	return _context ? _context->pages().text(language, "retention") : std::string(name());
}

Result<std::int64_t> PersonStatistics::forgetBefore(Sql& sql, Instant before, int most) noexcept
{
	const auto day = std::chrono::floor<std::chrono::days>(before).time_since_epoch().count();
	return count_rows::forgetBefore(sql, day, most);
}

}
