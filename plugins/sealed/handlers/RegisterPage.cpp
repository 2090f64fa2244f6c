#include "handlers/RegisterPage.h"

#include "domain/Browser.h"
#include "sx/list.h"
#include "sx/time.h"
#include "sx/views.h"
#include "sx/text.h"

namespace sx::sealed {
namespace {

constexpr int kEventsOfAPage = 50, kMostRows = 500;
constexpr std::size_t kMostSought = 100;
constexpr const char* kPath = "/messages/register";
constexpr Callers kSenders = allowedTo("messages.send");

/// Holds the filters of the query, which links to other pages repeat.
struct Sought
{
	explicit Sought(const Request& request):
		item(request.query("message").value_or("")), sort(request.query("kind").value_or("")),
		recipient(request.query("q").value_or("")), from(request.query("from").value_or("")),
		to(request.query("to").value_or(""))
	{
	}
	std::string url(const std::string& ofSort, const std::string& before) const
	{
		return urlOf(kPath,
			{{"message", item}, {"kind", ofSort}, {"q", recipient}, {"from", from}, {"to", to}, {"before", before}});
	}
	bool hasTerms() const { return !recipient.empty() || !from.empty() || !to.empty(); }

	std::string item, sort, recipient, from, to;
};

Visitor visitorIn(const std::map<EventId, Visitor>& visitors, const EventId& event)
{
	const auto found = visitors.find(event);
	return found == visitors.end() ? Visitor::Unknown : found->second;
}

}

Routes<RegisterPage> RegisterPage::routes()
{
	return {
		{Method::Get,
			kPath,
			kSenders,
			&RegisterPage::page,
			{.contentSecurity =
					"worker-src 'self' blob:"}},  // fflate compresses a large xlsx in a worker that it makes itself
		{Method::Get, "/api/v1/messages/events", kSenders, &RegisterPage::list},
	};
}

Result<RegisterService::Found> RegisterPage::found(Request& request, int limit) const
{
	const Sought sought(request);
	RegisterFilter filter{.item = {sought.item}, .sort = kSorts.valueOf(sought.sort), .recipient = sought.recipient};
	if (!filter.sort && !sought.sort.empty()) return invalid("kind", "no such kind");
	if (charactersIn(sought.recipient) > kMostSought) return invalid("q", "too long");
	auto days = daysOf(request, _services.context.pages());
	if (!days) return days.error();
	filter.from = days->from;
	filter.to = days->to;
	return _register.page(request.tenant().id, request.principal()->user, filter, {beforeOf(request)}, limit);
}

Value RegisterPage::rowOf(const RegisterRow& row, Visitor visitor, const RequestWords& words) const
{
	const auto* kind = _services.kindNamed(row.kind);
	const auto url = kind ? kind->page(row.event.item) : std::string();
	return Value::object({
		{"id", row.event.item.value},
		{"note", row.note.value.empty() ? std::string() : _services.keys().toBase64Url(row.note.value)},
		{"hasPage", !url.empty()},
		{"url", url},
		{"fallback",
			kind ? kind->title(words.language, words.date(row.made, Pages::Style::Short)) : std::string(row.kind)},
		{"at", isoTime(row.event.at)},
		{"atText", words.date(row.event.at, Pages::Style::Short)},
		{"title", _register.title(row.event, visitor, words.language)},
		{"isBad", isBad(row.event.kind)},
		{"isOpen", row.event.kind == EventKind::Opened},
		{"recipient", row.name.empty() ? row.address : row.name},
		{"place", _register.placeOf(row.event)},
	});
}

Result<Response> RegisterPage::page(Request& request) const
{
	const RequestWords words(_services.context.pages(), request);
	auto got = found(request, kEventsOfAPage);
	if (!got) return got.error();
	const Sought sought(request);
	Value::List chips, rows;
	chips.push_back(Value::object(
		{{"name", words("register.kind.all")}, {"url", sought.url("", "")}, {"isCurrent", sought.sort.empty()}}));
	for (const auto& [sort, word]: kSorts.pairs())
		chips.push_back(Value::object({{"name", words("register.kind." + std::string(word))},
			{"url", sought.url(std::string(word), "")},
			{"isCurrent", word == sought.sort}}));
	for (const auto& row: got->rows) rows.push_back(rowOf(row, visitorIn(got->visitors, row.event.id), words));
	auto view = Value::object({
		{"title", words("register.title")},
		{"layout", "portal"},
		{"scripts", Value::List{Value("register.js")}},
		{"zone", words.zone},
		{"chips", std::move(chips)},
		{"message", sought.item},
		{"isOne", !sought.item.empty()},
		{"kind", sought.sort},
		{"isOfKind", !sought.sort.empty()},
		{"sought", sought.recipient},
		{"from", sought.from},
		{"to", sought.to},
		{"isFiltered", sought.hasTerms() || !sought.sort.empty()},
		{"clearUrl", urlOf(kPath, {{"message", sought.item}})},
		{"hasRows", !rows.empty()},
		{"rows", std::move(rows)},
	});
	addPaging(
		view, request, got->next.value, [&](const std::string& before) { return sought.url(sought.sort, before); });
	return Response::page("register", std::move(view));
}

Result<Response> RegisterPage::list(Request& request) const
{
	auto limit = limitOf(request, 100, kMostRows);
	if (!limit) return limit.error();
	const RequestWords words(_services.context.pages(), request);
	auto got = found(request, *limit);
	if (!got) return got.error();
	Value::List events;
	Value notes = Value::Object{};
	for (const auto& row: got->rows)
	{
		const auto& event = row.event;
		const auto visitor = visitorIn(got->visitors, event.id);
		events.push_back(Value::object({{"id", event.id.value},
			{"at", isoTime(event.at)},
			{"message", event.item.value},
			{"recipient", row.address.empty() ? Value() : Value(row.address)},
			{"name", row.name},
			{"kind", wordOf(event.kind)},
			{"cause", event.cause},
			{"number", event.number},
			{"times", event.times},
			{"last", isoTime(event.latest())},
			{"address", event.actor.address},
			{"agent", event.actor.agent},
			{"browser", browserName(event.actor.agent)},
			{"visitor", event.kind == EventKind::Visited ? Value(wordOf(visitor)) : Value()},
			{"text", _register.title(event, visitor, words.language)}}));
		if (!row.note.value.empty()) notes.set(event.item.value, _services.keys().toBase64Url(row.note.value));
	}
	return Response::json(Value::object({{"events", std::move(events)},
		{"notes", std::move(notes)},
		{"next", got->next.empty() ? Value() : Value(got->next.value)}}));
}

}
