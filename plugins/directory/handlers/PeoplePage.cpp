#include "handlers/PeoplePage.h"

#include "domain/PeopleFile.h"
#include "handlers/PeopleAccess.h"
#include "handlers/PeopleQueryOf.h"

namespace sx::directory {

namespace {

constexpr int kPeoplePerPage = 50, kPeopleAtOnce = 500;  // kPeopleAtOnce: rows that an export reads in one transaction
constexpr const char* kExport = "/admin/people/export";

/// Holds what the address of a list says, as it stands there.
struct Asked
{
	std::string search, role, state, sort;

	explicit Asked(const Request& request):
		search(request.query("search").value_or("")), role(request.query("role").value_or("")),
		state(request.query("state").value_or("")), sort(request.query("sort").value_or(""))
	{
	}
	std::string url(std::string_view order, std::string_view before = {}, const char* path = PeoplePage::kPath) const
	{
		return urlOf(path, {{"search", search}, {"role", role}, {"state", state}, {"sort", order}, {"before", before}});
	}
	/// Says in words what the list is limited to; empty: nothing.
	std::string inWords(const RequestWords& words) const
	{
		std::string out;
		const auto add = [&](const char* name, const std::string& value) {
			if (!value.empty())
				out += (out.empty() ? "" : "; ") +
					words("people.filter.said", Value::object({{"name", words(name)}, {"value", value}}));
		};
		add("people.find", search);
		add("people.role", role.empty() ? std::string() : words("role." + role));
		add("people.state",
			state.empty() ? std::string() : words(state == "active" ? "people.active" : "people.inactive"));
		return out;
	}
};

/// Makes a head that turns its own order around, and else begins with `first`.
PeopleView::Sort sortOf(const Asked& asked,
	const std::string& label,
	PeopleQuery::Order now,
	PeopleQuery::Order up,
	PeopleQuery::Order down,
	PeopleQuery::Order first)
{
	const auto next = now == up ? down : now == down ? up : first;
	return {.label = label, .url = asked.url(kOrders.wordOf(next)), .isUp = now == up, .isDown = now == down};
}

}

Routes<PeoplePage> PeoplePage::routes()
{
	return {
		{Method::Get, kPath, peopleWith(kReadPeople), &PeoplePage::show},
		{Method::Get, kExport, peopleWith(kReadPeople), &PeoplePage::exported},
		{Method::Get, std::string(kPath) + "/import", peopleWith(kManagePeople), &PeoplePage::importPage},
		{Method::Get, std::string(kPath) + "/model.csv", peopleWith(kManagePeople), &PeoplePage::model},
	};
}

Result<Response> PeoplePage::show(Request& request) const
{
	using Order = PeopleQuery::Order;
	const auto query = peopleQueryOf(request, kPeoplePerPage, kPeoplePerPage);
	if (!query) return query.error();
	auto found = _directory.list(request.tenant().id, *query);
	if (!found) return found.error();
	const Asked asked(request);
	const RequestWords words(_pages, request);
	PeopleView view{.title = words("people.title"),
		.sought = asked.search,
		.unfilteredUrl = asked.search.empty() && asked.role.empty() && asked.state.empty() ? std::string() : kPath,
		.roles = {{"", words("people.filter.roles"), asked.role.empty()}},
		.states = {{"", words("people.filter.states"), asked.state.empty()}}};
	view.isFiltered = !view.unfilteredUrl.empty();
	view.canManage = request.principal()->may(kManagePeople);
	view.sort = asked.sort;
	for (const auto& [role, word]: kRoles.pairs())
		view.roles.push_back({std::string(word), words("role." + std::string(word)), asked.role == word});
	for (const auto& [isActive, word]: kStates.pairs())
		view.states.push_back(
			{std::string(word), words(isActive ? "people.active" : "people.inactive"), asked.state == word});
	view.byName = sortOf(asked, words("people.column.name"), query->order, Order::Name, Order::NameDown, Order::Name);
	view.bySent = sortOf(
		asked, words("people.column.sent"), query->order, Order::Sent, Order::SentDown, Order::SentDown);
	for (const auto& person: found->people)
		view.rows.push_back({.id = person.id.value,
			.url = std::string(kPath) + "/" + person.id.value,
			.name = person.name,
			.address = person.address,
			.role = words("role." + person.role),
			.isActive = person.isActive,
			.lastSent = person.lastSent
				? timeView(_pages, words.language, *person.lastSent, words.zone, Pages::Style::Short)
				: Value()});
	if (request.query("done").value_or("") == "removed")
		view.note = noteView(NoteKind::Ok, words("people.done.removed"));
	auto page = view.value();
	page.set("exports", tables::exportMenu(_writer, asked.url(asked.sort, {}, kExport)));
	addPaging(page, request, found->next, [&](const std::string& before) { return asked.url(asked.sort, before); });
	return Response::page("people", std::move(page));
}

Result<Response> PeoplePage::exported(Request& request) const
{
	if (!_writer) return failed(Code::Missing, "directory: no plugin writes lists");
	const auto format = tables::formatOf(request);
	if (!format) return format.error();
	auto query = peopleQueryOf(request, kPeopleAtOnce, kPeopleAtOnce);
	if (!query) return query.error();
	const RequestWords words(_pages, request);
	auto next = [this,
					tenant = request.tenant().id,
					query = std::move(*query),
					words,
					part = PeopleList(),
					countries = std::map<std::string, std::string>(),
					at = std::size_t(0),
					isEnd = false](tables::Row& row) mutable -> Result<bool> {
		if (at == part.people.size())
		{
			if (isEnd) return false;
			auto read = _directory.list(tenant, query);
			if (!read) return read.error();
			part = std::move(*read);
			at = 0;
			query.after = part.next;
			isEnd = part.next.empty();
			auto more = _directory.countriesOf(tenant, part.people);
			if (!more) return more.error();
			countries = std::move(*more);
			if (part.people.empty()) return false;
		}
		const auto& person = part.people[at++];
		row = {person.name,
			person.address,
			words("role." + person.role),
			words(person.isActive ? "people.active" : "people.inactive"),
			countries[person.id.value],
			person.lastSent ? tables::Cell(*person.lastSent) : tables::Cell()};
		return true;
	};
	using Kind = tables::Column::Kind;
	const tables::Table table{.name = words("people.file"),
		.title = words("people.title"),
		.filter = Asked(request).inWords(words),
		.columns = {{words("people.column.name")},
			{words("people.address")},
			{words("people.role"), Kind::Text, 2},
			{words("people.state"), Kind::Text, 2},
			{words("people.country"), Kind::Text, 1},
			{words("people.column.sent"), Kind::Moment}}};
	auto file = _writer->write(*format, table, std::move(next), words.language, words.zone);
	if (!file) return file.error();
	return tables::fileResponse(request, std::move(*file));
}

Result<Response> PeoplePage::importPage(Request& request) const
{
	const RequestWords words(_pages, request);
	const PeopleImportView view{.title = words("people_import.title"),
		.most = _pages.number(words.language, static_cast<std::int64_t>(kMostLines))};
	return Response::page("people-import", view.value());
}

Result<Response> PeoplePage::model(Request& request) const
{
	const RequestWords words(_pages, request);
	std::vector<std::string> heads, example;
	for (const char* column: {"address", "first_name", "last_name", "role", "language", "country"})
	{
		heads.push_back(words(std::string("people_import.column.") + column));
		example.push_back(words(std::string("people_import.example.") + column));
	}
	auto response = Response::text(modelFile(heads, example), "text/csv; charset=utf-8");
	response.header("Content-Disposition", "attachment; filename=\"" + words("people_import.file") + "\"");
	return response;
}

}
