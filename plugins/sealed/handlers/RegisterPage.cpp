#include "handlers/RegisterPage.h"

#include "domain/Browser.h"
#include "sx/list.h"
#include "sx/text.h"
#include "sx/time.h"

namespace sx::sealed {
namespace {

constexpr int kEventsOfAPage = 50, kMostEvents = 500;
constexpr const char* kExport = "/messages/register/export";
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
		{Method::Get, kExport, kSenders, &RegisterPage::exported, {.perMinute = 20}},
	};
}

Result<RegisterFilter> RegisterPage::filterOf(const Request& request) const
{
	const ListQuery sought(request, kRegisterPath, "kind");
	RegisterFilter filter{.item = {sought.item}, .sort = kSorts.valueOf(sought.chosen), .recipient = sought.recipient};
	if (!filter.sort && !sought.chosen.empty()) return invalid("kind", "no such kind");
	auto days = sought.days(request, _services.context.pages());
	if (!days) return days.error();
	filter.from = days->from;
	filter.to = days->to;
	return filter;
}

Result<RegisterService::Found> RegisterPage::found(const Request& request, const EventId& before, int limit) const
{
	auto filter = filterOf(request);
	if (!filter) return filter.error();
	return _register.page(request.tenant().id, request.principal()->user, *filter, before, limit);
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
	auto got = found(request, {beforeOf(request)}, kEventsOfAPage);
	if (!got) return got.error();
	RegisterView shown{.title = words("register.title"), .query = {request, kRegisterPath, "kind"}, .rows = {}};
	for (const auto& row: got->rows)
		shown.rows.push_back(rowOf(request.tenant().id, row, visitorIn(got->visitors, row.event.id), words));
	auto view = shown.value(words);
	const auto& query = shown.query;
	view.set("exports",
		tables::exportMenu(_writer,
			urlOf(kExport,
				{{"message", query.item},
					{"kind", query.chosen},
					{"q", query.recipient},
					{"from", query.from},
					{"to", query.to}})));
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
	auto got = found(request, {beforeOf(request)}, *limit);
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

Result<Response> RegisterPage::exported(Request& request) const
{
	if (!_writer) return failed(Code::Missing, "plugin tables is not there");
	auto format = tables::formatOf(request);
	if (!format) return format.error();
	const RequestWords words(_services.context.pages(), request);
	const ListQuery query(request, kRegisterPath, "kind");
	std::string filter = query.chosen.empty() ? std::string() : words("register.kind." + query.chosen);
	for (const auto& value: {query.item, query.recipient, query.from, query.to})
		if (!value.empty()) filter += (filter.empty() ? "" : ", ") + value;
	using Kind = tables::Column::Kind;
	const tables::Table table{.name = words("register.file"),
		.title = words("register.title"),
		.filter = std::move(filter),
		.columns = {{words("register.column.at"), Kind::Moment},
			{words("register.script.what"), Kind::Text, 5},
			{words("register.script.recipient"), Kind::Text, 5},
			{words("register.script.message"), Kind::Text, 4},
			{words("register.column.place"), Kind::Text, 5}}};
	auto sought = filterOf(request);
	if (!sought) return sought.error();
	auto next = [this,
					tenant = request.tenant().id,
					owner = request.principal()->user,
					sought = std::move(*sought),
					words,
					part = RegisterService::Found(),
					at = std::size_t(0),
					isFirst = true](tables::Row& row) mutable -> Result<bool> {
		if (at == part.rows.size())
		{
			if (!isFirst && part.next.value.empty()) return false;
			auto more = _register.page(tenant, owner, sought, isFirst ? EventId{} : part.next, kMostEvents);
			if (!more) return more.error();
			part = std::move(*more);
			at = 0;
			isFirst = false;
			if (part.rows.empty()) return false;
		}
		const auto& each = part.rows[at++];
		const auto shown = rowOf(tenant, each, visitorIn(part.visitors, each.event.id), words);
		row = {each.event.at,
			shown.title,
			each.name.empty() ? each.address : each.name + " <" + each.address + ">",
			each.event.item.value,
			shown.place};
		return true;
	};
	auto file = _writer->write(*format, table, std::move(next), words.language, words.zone);
	if (!file) return file.error();
	return tables::fileResponse(request, std::move(*file));
}

}
