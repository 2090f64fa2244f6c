#include "handlers/RegisterPage.h"

#include "domain/Browser.h"
#include "sx/list.h"
#include "sx/text.h"
#include "sx/time.h"

namespace sx::sealed {
namespace {

constexpr int kEventsOfAPage = 50, kMostEvents = 500;
constexpr Callers kSenders = allowedTo("messages.send");

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
			kRegisterPath,
			kSenders,
			&RegisterPage::page,
			{.contentSecurity =
					"worker-src 'self' blob:"}},  // fflate compresses a large xlsx in a worker that it makes itself
		{Method::Get, "/api/v1/messages/events", kSenders, &RegisterPage::list},
	};
}

Result<RegisterService::Found> RegisterPage::found(Request& request, int limit) const
{
	const ListQuery sought(request, kRegisterPath, "kind");
	RegisterFilter filter{.item = {sought.item}, .sort = kSorts.valueOf(sought.chosen), .recipient = sought.recipient};
	if (!filter.sort && !sought.chosen.empty()) return invalid("kind", "no such kind");
	auto days = sought.days(request, _services.context.pages());
	if (!days) return days.error();
	filter.from = days->from;
	filter.to = days->to;
	return _register.page(request.tenant().id, request.principal()->user, filter, {beforeOf(request)}, limit);
}

RegisterView::Row RegisterPage::rowOf(
	const TenantId& tenant, const RegisterRow& row, Visitor visitor, const RequestWords& words) const
{
	const auto* kind = _services.kindNamed(row.kind);
	return {.row = row,
		.note = row.note.value.empty() ? std::string() : _services.keys().toBase64Url(row.note.value),
		.url = kind ? kind->page(row.event.item) : std::string(),
		.fallback = kind ? kind->title(words.language, words.date(row.made, Pages::Style::Short))
						 : std::string(row.kind),
		.title = _register.title(row.event, row.kind, visitor, words.language),
		.atText = words.date(row.event.at, Pages::Style::Short),
		.place = _register.placeOf(tenant, row.event, words.language)};
}

Result<Response> RegisterPage::page(Request& request) const
{
	const RequestWords words(_services.context.pages(), request);
	auto got = found(request, kEventsOfAPage);
	if (!got) return got.error();
	RegisterView shown{.title = words("register.title"), .query = {request, kRegisterPath, "kind"}, .rows = {}};
	for (const auto& row: got->rows)
		shown.rows.push_back(rowOf(request.tenant().id, row, visitorIn(got->visitors, row.event.id), words));
	auto view = shown.value(words);
	addPaging(view, request, got->next.value, [&](const std::string& before) {
		return shown.query.url(shown.query.chosen, before);
	});
	return Response::page("register", std::move(view));
}

Result<Response> RegisterPage::list(Request& request) const
{
	auto limit = limitOf(request, 100, kMostEvents);
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
		events.push_back(eventValue(event)
							 .set("id", event.id.value)
							 .set("message", event.item.value)
							 .set("recipient", row.address.empty() ? Value() : Value(row.address))
							 .set("name", row.name)
							 .set("browser", browserName(event.actor.agent))
							 .set("place", _register.placeOf(request.tenant().id, event.actor.address, words.language))
							 .set("visitor", event.kind == EventKind::Visited ? Value(wordOf(visitor)) : Value())
							 .set("text", _register.title(event, row.kind, visitor, words.language)));
		if (!row.note.value.empty()) notes.set(event.item.value, _services.keys().toBase64Url(row.note.value));
	}
	return Response::json(Value::object({{"events", std::move(events)},
		{"notes", std::move(notes)},
		{"next", got->next.empty() ? Value() : Value(got->next.value)}}));
}

}
