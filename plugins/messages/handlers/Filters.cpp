#include "handlers/Filters.h"

#include <charconv>

namespace sx::messages {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxSought = 100;

std::optional<std::chrono::year_month_day> dayOf(std::string_view text)
{
	int parts[3]{};
	constexpr std::pair<std::size_t, std::size_t> kPlaces[]{{0, 4}, {5, 2}, {8, 2}};
	if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
	for (std::size_t i = 0; i < 3; ++i)
	{
		const auto* end = text.data() + kPlaces[i].first + kPlaces[i].second;
		const auto read = std::from_chars(text.data() + kPlaces[i].first, end, parts[i]);
		if (read.ec != std::errc() || read.ptr != end || parts[i] < 0) return std::nullopt;
	}
	const std::chrono::year_month_day day{std::chrono::year{parts[0]},
		std::chrono::month{static_cast<unsigned>(parts[1])},
		std::chrono::day{static_cast<unsigned>(parts[2])}};
	if (!day.ok() || parts[0] < 1970 || parts[0] > 9000) return std::nullopt;
	return day;
}

/// Returns the day of the month in a time zone at a moment; French dates begin with it ("3 déc.", "1er déc.").
unsigned dayOfMonth(const Pages& pages, std::string_view zone, Instant at)
{
	const auto text = pages.dateTime({"fr-CA"}, at, zone, Pages::Style::Short);
	unsigned day = 0;
	std::from_chars(text.data(), text.data() + text.size(), day);
	return day;
}

std::string escaped(std::string_view text)
{
	constexpr char kDigits[] = "0123456789ABCDEF";
	std::string out;
	for (unsigned char c: text)
	{
		const bool isPlain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
			c == '_' || c == '.';
		if (isPlain)
			out.push_back(static_cast<char>(c));
		else
			(((out += '%') += kDigits[c >> 4]) += kDigits[c & 15]);
	}
	return out;
}

}

std::string zoneOf(Request& request)
{
	const auto* person = request.principal();
	return person && !person->timeZone.empty() ? person->timeZone : request.tenant().timeZone;
}

std::optional<Instant> startOfDay(const Pages& pages, std::string_view zone, std::string_view day)
{
	const auto wanted = dayOf(day);
	if (!wanted) return std::nullopt;
	const auto there = static_cast<unsigned>(wanted->day());
	const auto next = static_cast<unsigned>(
		std::chrono::year_month_day(std::chrono::sys_days(*wanted) + std::chrono::days(1)).day());
	// Zones range from UTC-12 to UTC+14, so the first minute of that day is within these bounds. From it on, every
	// minute there is dated that day or the next.
	Instant before = std::chrono::sys_days(*wanted) - 15h, after = std::chrono::sys_days(*wanted) + 13h;
	while (after - before > 1min)
	{
		const auto middle = std::chrono::floor<std::chrono::minutes>(before + (after - before) / 2);
		const auto date = dayOfMonth(pages, zone, middle);
		(date == there || date == next ? after : before) = middle;
	}
	return after;
}

Result<Days> daysOf(Request& request, const Pages& pages)
{
	Days out;
	const auto zone = zoneOf(request);
	const auto from = request.query("from").value_or(""), to = request.query("to").value_or("");
	if (!from.empty() && !(out.from = startOfDay(pages, zone, from)))
		return Error{Code::Invalid, "not a day", "", "", "from"};
	if (to.empty()) return out;
	const auto last = dayOf(to);
	if (!last) return Error{Code::Invalid, "not a day", "", "", "to"};
	const std::chrono::year_month_day next(std::chrono::sys_days(*last) + std::chrono::days(1));
	auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
	out.to = startOfDay(pages,
		zone,
		std::to_string(static_cast<int>(next.year())) + '-' + two(static_cast<unsigned>(next.month())) + '-' +
			two(static_cast<unsigned>(next.day())));
	return out;
}

Result<ListFilter> listFilterOf(Request& request, const Pages& pages)
{
	ListFilter out;
	const auto word = request.query("state").value_or("");
	if (!word.empty() && !(out.state = shownOf(word))) return Error{Code::Invalid, "no such state", "", "", "state"};
	out.recipient = request.query("q").value_or("");
	if (out.recipient.size() > kMaxSought) return Error{Code::Invalid, "too long", "", "", "q"};
	auto days = daysOf(request, pages);
	if (!days) return days.error();
	out.from = days->from;
	out.to = days->to;
	return out;
}

std::string urlOf(std::string path, std::initializer_list<std::pair<const char*, std::string>> query)
{
	char separator = '?';
	for (const auto& [name, value]: query)
	{
		if (value.empty()) continue;
		((path += separator) += name) += '=' + escaped(value);
		separator = '&';
	}
	return path;
}

}
