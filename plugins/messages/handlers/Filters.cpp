#include "handlers/Filters.h"

namespace sx::messages {
namespace {

constexpr std::size_t kMaxSought = 100;

/// Reads a day of the query and returns when it begins, or when the day `later` days after it does. Errors: Invalid.
Result<std::optional<Instant>> dayIn(Request& request, const Pages& pages, const char* name, std::chrono::days later)
{
	const auto text = request.query(name).value_or("");
	if (text.empty()) return std::optional<Instant>();
	const auto day = dayOf(text);
	if (!day) return invalid(name, "not a day");
	return std::optional(pages.startOfDay(zoneOf(request), *day + later));
}

}

Result<Days> daysOf(Request& request, const Pages& pages)
{
	auto from = dayIn(request, pages, "from", std::chrono::days(0));
	if (!from) return from.error();
	auto to = dayIn(request, pages, "to", std::chrono::days(1));
	if (!to) return to.error();
	return Days{*from, *to};
}

Result<ListFilter> listFilterOf(Request& request, const Pages& pages)
{
	ListFilter out;
	const auto word = request.query("state").value_or("");
	if (!word.empty() && !(out.state = shownOf(word))) return invalid("state", "no such state");
	out.recipient = request.query("q").value_or("");
	if (out.recipient.size() > kMaxSought) return invalid("q", "too long");
	auto days = daysOf(request, pages);
	if (!days) return days.error();
	out.from = days->from;
	out.to = days->to;
	return out;
}

}
