#include "handlers/IncidentPages.h"

#include "sx/list.h"
#include "sx/text.h"
#include "sx/time.h"

namespace sx::privacy {

namespace {

constexpr const char *kPath = "/admin/privacy/incidents", *kExport = "/admin/privacy/incidents/export";
constexpr int kRowsOfAPage = 50, kRowsOfABatch = 500;

std::string pathOf(const IncidentId& id) { return std::string(kPath) + "/" + id.value; }

/// Is the view of templates/pages/incidents.html.mustache. Texts are in the reader's language.
struct IncidentsView
{
	struct Row
	{
		std::string url, noticed, what, people;
		bool isSerious = false, isClosed = false;

		Value value() const
		{
			return Value::object({{"url", url},
				{"noticed", noticed},
				{"what", what},
				{"people", people},
				{"isSerious", isSerious},
				{"isClosed", isClosed}});
		}
	};

	std::string title, done;  // done: what a form has just done; empty: nothing
	std::vector<Row> rows;
	Value exports;  // of tables::exportMenu()

	Value value() const
	{
		Value::List shown;
		for (const auto& row: rows) shown.push_back(row.value());
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"done", done.empty() ? Value() : noteView(NoteKind::Ok, done)},
			{"hasRows", !rows.empty()},
			{"rows", std::move(shown)},
			{"exports", exports}});
	}
};

/// Is the view of templates/pages/incident.html.mustache. Texts are in the reader's language.
struct IncidentView
{
	const Incident& incident;
	std::string title, action, today;
	bool isError = false;
	std::string field, error;  // the field at fault and its problem; empty: none

	Value value(const RequestWords& words) const
	{
		auto out = Value::object({{"title", title},
			{"layout", "portal"},
			{"isError", isError},
			{"action", action},
			{"summary", errorSummaryView(words, {{field, error}})},
			{"happened", incident.happened},
			{"noticed", incident.noticed},
			{"what", incident.what},
			{"measures", incident.measures},
			{"people", incident.people < 0 ? std::string() : std::to_string(incident.people)},
			{"isSerious", incident.isSerious},
			{"toldAuthority", incident.toldAuthority},
			{"toldPeople", incident.toldPeople},
			{"isClosed", incident.isClosed},
			{"today", today}});
		for (const auto* each:
			{"happened", "noticed", "what", "measures", "people", "told_authority", "told_people", "is_closed"})
		{
			out.set(std::string("error_") + each, fieldErrorView(each, field == each ? error : std::string()));
			out.set(std::string("isWrong_") + each, field == each);
		}
		return out;
	}
};

/// Reads the form. A number that is none becomes -1, so that the rule refuses it.
Incident incidentIn(const Value& form, const IncidentId& id)
{
	const auto& people = form["people"].text();
	return {.id = id,
		.happened = form["happened"].text(),
		.noticed = form["noticed"].text(),
		.what = form["what"].text(),
		.measures = form["measures"].text(),
		.people = people.empty() ? 0 : integerOf(people).value_or(-1),
		.isSerious = form.has("is_serious"),
		.toldAuthority = form["told_authority"].text(),
		.toldPeople = form["told_people"].text(),
		.isClosed = form.has("is_closed")};
}

}

Routes<IncidentPages> IncidentPages::routes()
{
	const auto one = std::string(kPath) + "/{id:uuid}";
	return {
		{Method::Get, kPath, peopleWith(kManage), &IncidentPages::list},
		{Method::Post, kPath, peopleWith(kManage), &IncidentPages::add, {.perMinute = 20}},
		{Method::Get, std::string(kPath) + "/new", peopleWith(kManage), &IncidentPages::fresh},
		{Method::Get, kExport, peopleWith(kManage), &IncidentPages::exported, {.perMinute = 20}},
		{Method::Get, one, peopleWith(kManage), &IncidentPages::edit},
		{Method::Post, one, peopleWith(kManage), &IncidentPages::change},
	};
}

std::string IncidentPages::today(const Request& request) const
{
	return isoDay(_context.pages().dayAt(zoneOf(request), _context.clock().now()));
}

Result<Response> IncidentPages::list(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	auto incidents = _book.incidents(request.tenant().id, {beforeOf(request)}, kRowsOfAPage + 1);
	if (!incidents) return incidents.error();
	const bool goesOn = cutTo(*incidents, kRowsOfAPage);
	std::vector<IncidentsView::Row> rows;
	for (const auto& each: *incidents)
		rows.push_back({.url = pathOf(each.id),
			.noticed = each.noticed,
			.what = firstCharacters(each.what, 120),
			.people = words.pages.number(words.language, each.people),
			.isSerious = each.isSerious,
			.isClosed = each.isClosed});
	auto view = IncidentsView{.title = words("incidents.title"),
		.done = request.query("done") ? words("incidents.saved") : std::string(),
		.rows = std::move(rows),
		.exports = tables::exportMenu(_writer, kExport)}
					.value();
	addPaging(view, request, goesOn ? incidents->back().id.value : std::string(), [](const std::string& before) {
		return urlOf(kPath, {{"before", before}});
	});
	return Response::page("incidents", std::move(view));
}

Result<Response> IncidentPages::exported(Request& request) const
{
	if (!_writer) return failed(Code::Missing, "plugin tables is not there");
	const RequestWords words(_context.pages(), request);
	auto format = tables::formatOf(request);
	if (!format) return format.error();
	using Kind = tables::Column::Kind;
	const auto column = [&](const char* name) { return words(std::string("incident.") + name); };
	const tables::Table table{.name = words("incidents.file"),
		.title = words("incidents.title"),
		.filter = {},
		.columns = {{column("noticed"), Kind::Text, 2},
			{column("happened"), Kind::Text, 2},
			{column("what"), Kind::Text, 7},
			{column("people"), Kind::Number},
			{column("is_serious"), Kind::Text, 2},
			{column("measures"), Kind::Text, 6},
			{column("told_authority"), Kind::Text, 2},
			{column("told_people"), Kind::Text, 2},
			{column("is_closed"), Kind::Text, 2}}};
	auto next = [this,
					tenant = request.tenant().id,
					words,
					part = std::vector<Incident>(),
					at = std::size_t(0),
					last = IncidentId()](tables::Row& row) mutable -> Result<bool> {
		if (at == part.size())
		{
			auto more = _book.incidents(tenant, last, kRowsOfABatch);
			if (!more) return more.error();
			part = std::move(*more);
			at = 0;
			if (part.empty()) return false;
			last = part.back().id;
		}
		const auto& each = part[at++];
		const auto yes = [&](bool is) { return words(is ? "common.yes" : "common.no"); };
		row = {each.noticed,
			each.happened,
			each.what,
			each.people,
			yes(each.isSerious),
			each.measures,
			each.toldAuthority,
			each.toldPeople,
			yes(each.isClosed)};
		return true;
	};
	auto file = _writer->write(*format, table, std::move(next), words.language, words.zone);
	if (!file) return file.error();
	return tables::fileResponse(request, std::move(*file));
}

Response IncidentPages::form(Request& request, const Incident& incident, const Error* wrong) const
{
	const RequestWords words(_context.pages(), request);
	const bool isNew = incident.id.empty();
	const IncidentView view{.incident = incident,
		.title = words(isNew ? "incident.new" : "incident.title"),
		.action = isNew ? std::string(kPath) : pathOf(incident.id),
		.today = today(request),
		.isError = wrong != nullptr,
		.field = wrong ? wrong->field : std::string(),
		.error = wrong ? words("error." + wrong->problem) : std::string()};
	return Response::page("incident", view.value(words), wrong ? 400 : 200);
}

Result<Response> IncidentPages::fresh(Request& request) const
{
	return form(request, {.noticed = today(request)}, nullptr);
}

Result<Response> IncidentPages::edit(Request& request) const
{
	auto incident = _book.incident(request.tenant().id, {request.parameter("id")});
	if (!incident) return incident.error();
	return form(request, *incident, nullptr);
}

Result<Response> IncidentPages::put(Request& request, const IncidentId& id) const
{
	auto typed = request.form();
	if (!typed) return typed.error();
	const auto incident = incidentIn(*typed, id);
	auto done = _book.put(callerOf(request), incident, today(request));
	if (!done && done.error().code == Code::Invalid) return form(request, incident, &done.error());
	if (!done) return done.error();
	return Response::redirect(std::string(kPath) + "?done=saved");
}

Result<Response> IncidentPages::add(Request& request) const { return put(request, {}); }
Result<Response> IncidentPages::change(Request& request) const { return put(request, {request.parameter("id")}); }

}
