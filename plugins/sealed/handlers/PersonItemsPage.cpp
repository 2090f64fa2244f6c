#include "handlers/PersonItemsPage.h"

#include "sx/time.h"

#include <algorithm>

namespace sx::sealed {

namespace {

constexpr int kRowsOfAPage = 50, kMostRows = 200;

std::string pathOf(const std::string& person) { return "/admin/people/" + person + "/messages"; }

Shown stateOf(const Followed& followed, Instant now)
{
	const bool isOpened = std::any_of(
		followed.grants.begin(), followed.grants.end(), [](const Grant& each) { return each.firstOpened.has_value(); });
	return shownState(followed.item.cause, isOpened, followed.item.expires, now);
}

std::string recipientsOf(const Followed& followed)
{
	std::string out;
	for (const auto& each: followed.grants) out += (out.empty() ? "" : ", ") + each.shownName();
	return out;
}

/// Says what a file is limited to: a state, and what was searched.
std::string filterOf(const Request& request, const RequestWords& words, const std::string& state)
{
	std::string out = state.empty() ? std::string() : words("person.filter." + state);
	for (const auto* each: {"q", "from", "to"})
		if (const auto value = request.query(each).value_or(""); !value.empty())
			out += (out.empty() ? "" : ", ") +
				words(std::string("person.filter.by_") + each, Value::object({{"value", value}}));
	return out;
}

/// Returns how many opens were used, and how many there were, of all recipients.
std::pair<std::int64_t, std::int64_t> opensOf(const Followed& followed)
{
	std::int64_t used = 0, all = 0;
	for (const auto& each: followed.grants)
	{
		used += each.opens - each.opensLeft;
		all += each.opens;
	}
	return {used, all};
}

}

Routes<PersonItemsPage> PersonItemsPage::routes()
{
	const std::string one = "/admin/people/{id:uuid}/messages";
	return {
		{Method::Get, one, allowedTo(kRead), &PersonItemsPage::show},
		{Method::Get, one + "/export", allowedTo(kRead), &PersonItemsPage::exported, {.perMinute = 20}},
		{Method::Get, "/api/v1/users/{id:uuid}/messages", allowedTo(kRead), &PersonItemsPage::list},
		{Method::Get, kOwnExport, allowedTo("messages.send"), &PersonItemsPage::ownExported, {.perMinute = 20}},
	};
}

Value PersonItemsPage::linkView(const Request& request)
{
	const auto* person = request.principal();
	return Value::object({{"isAllowed", person && person->may(kRead)}, {"url", pathOf(request.parameter("id"))}});
}

Result<directory::Person> PersonItemsPage::personOf(const Request& request) const
{
	if (!_people) return failed(Code::Missing, "no plugin knows people");
	return _people->byId(request.tenant().id, {request.parameter("id")});
}

Result<PersonItems> PersonItemsPage::part(const Request& request, const UserId& person, int limit) const
{
	auto query = itemQueryOf(request, _services.context.pages(), limit);
	if (!query) return query.error();
	query->owner = person;
	return _book.list(request.tenant().id, std::move(*query));
}

PersonItemsView::Row PersonItemsPage::rowOf(const PersonItem& each, const RequestWords& words) const
{
	const auto& item = each.followed.item;
	const auto [used, all] = opensOf(each.followed);
	std::string gates;
	if (!each.followed.grants.empty()) gates = _items.gateTitles(words.language, each.followed.grants.front());
	const auto* kind = _services.kindNamed(item.kind);
	return {.reference = item.id.value,
		.kind = kind ? kind->title(words.language, words.date(item.made, Pages::Style::Short)) : item.kind,
		.made = isoTime(item.made),
		.madeText = words.date(item.made, Pages::Style::Short),
		.lastText = words.date(each.last, Pages::Style::Short),
		.expiresText = words.date(item.expires, Pages::Style::Short),
		.state = words("person.state." + std::string(wordOf(stateOf(each.followed, _services.now())))),
		.recipients = recipientsOf(each.followed),
		.gates = gates.empty() ? words("person.no_gates") : capitalized(gates),
		.files = words.pages.number(words.language, each.files),
		.opens = words("person.opens", Value::object({{"used", used}, {"all", all}}))};
}

Result<Response> PersonItemsPage::show(Request& request) const
{
	const RequestWords words(_services.context.pages(), request);
	auto person = personOf(request);
	if (!person) return person.error();
	auto found = part(request, person->id, kRowsOfAPage);
	if (!found) return found.error();
	if (auto noted = _book.note(callerOf(request), person->id, {}); !noted) return noted.error();
	const ListQuery query(request, pathOf(person->id.value), "state");
	std::vector<PersonItemsView::Row> rows;
	for (const auto& each: found->items) rows.push_back(rowOf(each, words));
	auto view = PersonItemsView{.title = words("person.title", Value::object({{"name", person->name}})),
		.personUrl = "/admin/people/" + person->id.value,
		.query = query,
		.rows = std::move(rows),
		.exports = tables::exportMenu(_writer,
			urlOf(query.path + "/export",
				{{"state", query.chosen}, {"q", query.recipient}, {"from", query.from}, {"to", query.to}}))}
					.value(words);
	addPaging(
		view, request, found->next.value, [&](const std::string& before) { return query.url(query.chosen, before); });
	return Response::page("person-messages", std::move(view));
}

Result<Response> PersonItemsPage::list(Request& request) const
{
	auto limit = limitOf(request, 50, kMostRows);
	if (!limit) return limit.error();
	auto person = personOf(request);
	if (!person) return person.error();
	auto found = part(request, person->id, *limit);
	if (!found) return found.error();
	if (auto noted = _book.note(callerOf(request), person->id, "json"); !noted) return noted.error();
	Value::List items;
	for (const auto& each: found->items)
	{
		const auto& item = each.followed.item;
		const auto [used, all] = opensOf(each.followed);
		Value::List recipients;
		for (const auto& grant: each.followed.grants)
			recipients.push_back(Value::object({{"address", grant.address}, {"name", grant.name}}));
		items.push_back(Value::object({{"reference", item.id.value},
			{"kind", item.kind},
			{"made", isoTime(item.made)},
			{"last", isoTime(each.last)},
			{"expires", isoTime(item.expires)},
			{"state", wordOf(stateOf(each.followed, _services.now()))},
			{"recipients", std::move(recipients)},
			{"files", each.files},
			{"opens_used", used},
			{"opens", all}}));
	}
	return Response::json(Value::object(
		{{"items", std::move(items)}, {"next", found->next.empty() ? Value() : Value(found->next.value)}}));
}

Result<Response> PersonItemsPage::exported(Request& request) const
{
	const RequestWords words(_services.context.pages(), request);
	auto person = personOf(request);
	if (!person) return person.error();
	auto file = fileOf(request, words, person->id, words("person.title", Value::object({{"name", person->name}})));
	if (!file) return file.error();
	if (auto noted = _book.note(callerOf(request), person->id, request.query("format").value_or("csv")); !noted)
		return noted.error();
	return file;
}

Result<Response> PersonItemsPage::ownExported(Request& request) const
{
	const RequestWords words(_services.context.pages(), request);
	return fileOf(request, words, request.principal()->user, words("person.own_title"));
}

Result<Response> PersonItemsPage::fileOf(
	const Request& request, const RequestWords& words, const UserId& owner, std::string title) const
{
	if (!_writer) return failed(Code::Missing, "plugin tables is not there");
	auto format = tables::formatOf(request);
	if (!format) return format.error();
	auto query = itemQueryOf(request, _services.context.pages(), kMostRows);
	if (!query) return query.error();
	query->owner = owner;
	using Kind = tables::Column::Kind;
	const auto column = [&](const char* name) { return words(std::string("person.column.") + name); };
	const tables::Table table{.name = words("person.file"),
		.title = std::move(title),
		.filter = filterOf(request, words, query->state ? std::string(wordOf(*query->state)) : std::string()),
		.columns = {{column("reference"), Kind::Text, 5},
			{column("made"), Kind::Moment},
			{column("last"), Kind::Moment},
			{column("expires"), Kind::Moment},
			{column("state"), Kind::Text, 2},
			{column("recipients"), Kind::Text, 6},
			{column("gates")},
			{column("files"), Kind::Number, 1},
			{column("opens"), Kind::Text, 2},
			{column("kind"), Kind::Text, 3}}};
	auto next = [this,
					tenant = request.tenant().id,
					query = std::move(*query),
					words,
					part = PersonItems(),
					at = std::size_t(0),
					isFirst = true](tables::Row& row) mutable -> Result<bool> {
		if (at == part.items.size())
		{
			if (!isFirst && part.next.empty()) return false;
			if (!isFirst) query.before = part.next;
			auto more = _book.list(tenant, query);
			if (!more) return more.error();
			part = std::move(*more);
			at = 0;
			isFirst = false;
			if (part.items.empty()) return false;
		}
		const auto& each = part.items[at++];
		const auto shown = rowOf(each, words);
		row = {shown.reference,
			each.followed.item.made,
			each.last,
			each.followed.item.expires,
			shown.state,
			shown.recipients,
			shown.gates,
			each.files,
			shown.opens,
			each.followed.item.kind};
		return true;
	};
	auto file = _writer->write(*format, table, std::move(next), words.language, words.zone);
	if (!file) return file.error();
	return tables::fileResponse(request, std::move(*file));
}

}
