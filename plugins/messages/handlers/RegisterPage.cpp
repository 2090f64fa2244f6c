#include "handlers/RegisterPage.h"

#include "domain/Browser.h"
#include "domain/Receipt.h"
#include "handlers/Filters.h"

#include <charconv>

namespace sx::messages {
namespace {

constexpr int kEventsOfAPage = 50, kMostRows = 500;

/// Holds the filters of the query, which links to other pages repeat.
struct Sought
{
	explicit Sought(Request& request):
		message(request.query("message").value_or("")), kind(request.query("kind").value_or("")),
		recipient(request.query("q").value_or("")), from(request.query("from").value_or("")),
		to(request.query("to").value_or(""))
	{
	}
	std::string url(const std::string& ofKind, const std::string& before) const
	{
		return urlOf("/messages/register",
			{{"message", message}, {"kind", ofKind}, {"q", recipient}, {"from", from}, {"to", to}, {"before", before}});
	}
	bool hasTerms() const { return !recipient.empty() || !from.empty() || !to.empty(); }

	std::string message, kind, recipient, from, to;
};

Visitor visitorIn(const std::map<EventId, Visitor>& visitors, const EventId& event)
{
	const auto found = visitors.find(event);
	return found == visitors.end() ? Visitor::Unknown : found->second;
}

}

Result<RegisterPage::Found> RegisterPage::found(Request& request, int limit) const
{
	RegisterFilter filter;
	filter.message = {request.query("message").value_or("")};
	const auto sort = sortOf(request.query("kind").value_or(""));
	if (!sort) return Error{Code::Invalid, "no such kind", "", "", "kind"};
	filter.sort = *sort;
	filter.recipient = request.query("q").value_or("");
	if (filter.recipient.size() > 100) return Error{Code::Invalid, "too long", "", "", "q"};
	auto days = daysOf(request, _services.context.pages());
	if (!days) return days.error();
	filter.from = days->from;
	filter.to = days->to;
	const EventId before{request.query("before").value_or("")};
	_register.flush();
	return _services.store().read(request.tenant().id, [&](Sql& sql) -> Result<Found> {
		Found out;
		auto rows = register_rows::list(sql, request.principal()->user, filter, before, limit + 1);
		if (!rows) return rows.error();
		out.rows = std::move(*rows);
		if (out.rows.size() > static_cast<std::size_t>(limit))
		{
			out.rows.pop_back();
			out.next = out.rows.back().event.id;
		}
		auto all = register_rows::around(sql, out.rows);
		if (!all) return all.error();
		out.visitors = visitorsOf(*all);
		return out;
	});
}

Result<Response> RegisterPage::page(Request& request) const
{
	const auto words = wordsOf(request, _services);
	auto got = found(request, kEventsOfAPage);
	if (!got) return got.error();
	const Sought sought(request);
	Value::List chips, rows;
	for (const std::string each: {"", "opens", "refusals", "visits", "notices", "ends"})
		chips.push_back(Value::object({{"name", words("register.kind." + (each.empty() ? "all" : each))},
			{"url", sought.url(each, "")},
			{"isCurrent", each == sought.kind}}));
	for (const auto& row: got->rows)
		rows.push_back(Value::object({
			{"id", row.event.message.value},
			{"note", row.note.value.empty() ? std::string() : _services.keys().toBase64Url(row.note.value)},
			{"url", "/messages/" + row.event.message.value},
			{"fallback",
				words("register.message", Value::object({{"date", words.date(row.made, Pages::Style::Short)}}))},
			{"at", isoTime(row.event.at)},
			{"atText", words.date(row.event.at, Pages::Style::Short)},
			{"title", eventTitle(row.event, visitorIn(got->visitors, row.event.id), row.opens, words)},
			{"isBad", isBad(row.event.kind)},
			{"isOpen", row.event.kind == "opened"},
			{"recipient", row.name.empty() ? row.address : row.name},
			{"place", placeOf(row.event)},
		}));
	const bool hasFirst = !request.query("before").value_or("").empty();
	return Response::page("register",
		Value::object({
			{"title", words("register.title")},
			{"layout", "portal"},
			{"scripts", Value::List{Value("register.js")}},
			{"zone", words.zone},
			{"chips", std::move(chips)},
			{"message", sought.message},
			{"isOne", !sought.message.empty()},
			{"kind", sought.kind},
			{"isOfKind", !sought.kind.empty()},
			{"sought", sought.recipient},
			{"from", sought.from},
			{"to", sought.to},
			{"isFiltered", sought.hasTerms() || !sought.kind.empty()},
			{"clearUrl", urlOf("/messages/register", {{"message", sought.message}})},
			{"hasRows", !rows.empty()},
			{"rows", std::move(rows)},
			{"hasPages", hasFirst || !got->next.empty()},
			{"hasFirst", hasFirst},
			{"firstUrl", sought.url(sought.kind, "")},
			{"hasNext", !got->next.empty()},
			{"nextUrl", sought.url(sought.kind, got->next.value)},
		}));
}

Result<Response> RegisterPage::list(Request& request) const
{
	int limit = 100;
	if (auto asked = request.query("limit"))
	{
		const auto read = std::from_chars(asked->data(), asked->data() + asked->size(), limit);
		if (read.ec != std::errc() || read.ptr != asked->data() + asked->size() || limit < 1 || limit > kMostRows)
			return Error{Code::Invalid, "1 to 500", "", "", "limit"};
	}
	const auto words = wordsOf(request, _services);
	auto got = found(request, limit);
	if (!got) return got.error();
	Value::List events;
	Value notes = Value::Object{};
	for (const auto& row: got->rows)
	{
		const auto visitor = visitorIn(got->visitors, row.event.id);
		events.push_back(Value::object({{"id", row.event.id.value},
			{"at", isoTime(row.event.at)},
			{"message", row.event.message.value},
			{"recipient", row.address.empty() ? Value() : Value(row.address)},
			{"name", row.name},
			{"kind", row.event.kind},
			{"cause", row.event.cause},
			{"number", row.event.number},
			{"address", row.event.address},
			{"agent", row.event.agent},
			{"browser", browserName(row.event.agent)},
			{"visitor", row.event.kind == "visited" ? Value(wordOf(visitor)) : Value()},
			{"text", eventTitle(row.event, visitor, row.opens, words)}}));
		if (!row.note.value.empty()) notes.set(row.event.message.value, _services.keys().toBase64Url(row.note.value));
	}
	return Response::json(Value::object({{"events", std::move(events)},
		{"notes", std::move(notes)},
		{"next", got->next.empty() ? Value() : Value(got->next.value)}}));
}

}
