#include "handlers/JournalPage.h"

#include "sx/list.h"
#include "sx/text.h"
#include "sx/time.h"

namespace sx::audit {

namespace {

constexpr int kRowsOfAPage = 50, kMostRows = 500, kRowsOfABatch = 1000;
constexpr std::size_t kMostTyped = 200;
constexpr const char* kExport = "/admin/journal/export";

JournalView::Query queryOf(const Request& request)
{
	const auto typed = [&](const char* name) { return request.query(name).value_or(""); };
	return {typed("kind"), typed("actor"), typed("subject"), typed("from"), typed("to")};
}

/// Reads where the list continues. Errors: Invalid.
Result<std::int64_t> beforeIn(const Request& request)
{
	const auto text = beforeOf(request);
	if (text.empty()) return 0;
	const auto number = integerOf(text);
	if (!number || *number < 1) return invalid("before", "no cursor of this list");
	return *number;
}

std::string detailsText(const Told& told)
{
	std::string out;
	for (const auto& line: told.lines)
		out += (out.empty() ? "" : "; ") + line.label + ": " +
			(line.before.empty() ? std::string() : line.before + " → ") + line.after;
	return out;
}

}

Routes<JournalPage> JournalPage::routes()
{
	return {
		{Method::Get, kPath, allowedTo(kRead), &JournalPage::show},
		{Method::Get, kExport, allowedTo(kRead), &JournalPage::exported, {.perMinute = 20}},
		{Method::Post, "/admin/journal/verify", peopleWith(kRead), &JournalPage::verify, {.perMinute = 6}},
		{Method::Get, "/api/v1/audit", allowedTo(kRead), &JournalPage::list},
	};
}

Result<Sought> JournalPage::soughtBy(const Request& request) const
{
	const auto typed = queryOf(request);
	for (const auto& [name, text]: {std::pair<const char*, const std::string&>{"kind", typed.kind},
			 {"actor", typed.actor},
			 {"subject", typed.subject}})
		if (charactersIn(text) > kMostTyped) return invalid(name, "too long");
	auto days = daysOf(request, _context.pages());
	if (!days) return days.error();
	return Sought{typed.kind, typed.actor, typed.subject, days->from, days->to};
}

std::string JournalPage::filterOf(const Request& request, const Sought& sought) const
{
	const RequestWords words(_context.pages(), request);
	const auto typed = queryOf(request);
	std::string out;
	const auto add = [&](const char* word, const std::string& value) {
		if (value.empty()) return;
		out += (out.empty() ? "" : ", ") + words(std::string("filter.") + word, Value::object({{"value", value}}));
	};
	add("kind", typed.kind.empty() ? "" : _sentences.titleOf(words.language, sought.kind));
	add("actor", typed.actor);
	add("subject", typed.subject);
	add("from", typed.from);
	add("to", typed.to);
	return out;
}

Result<Response> JournalPage::show(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	auto sought = soughtBy(request);
	if (!sought) return sought.error();
	auto before = beforeIn(request);
	if (!before) return before.error();
	auto part = _book.part(request.tenant().id, *sought, *before, kRowsOfAPage);
	if (!part) return part.error();
	auto checks = _book.checks(request.tenant().id);
	if (!checks) return checks.error();
	JournalView shown{.query = queryOf(request),
		.rows = {},
		.kinds = _sentences.kinds(words.language),
		.checks = std::move(*checks),
		.isAskedFor = request.query("done") == "asked",
		.exports = {}};
	shown.exports = tables::exportMenu(_writer, shown.query.url(kExport));
	for (const auto& entry: part->entries)
		shown.rows.push_back({entry, _sentences.tell(words.language, entry, part->names)});
	auto view = shown.value(words);
	addPaging(view, request, part->next > 0 ? std::to_string(part->next) : std::string(), [&](const std::string& at) {
		return shown.query.url(kPath, at);
	});
	return Response::page("journal", std::move(view));
}

Result<Response> JournalPage::list(Request& request) const
{
	auto limit = limitOf(request, 50, kMostRows);
	if (!limit) return limit.error();
	auto sought = soughtBy(request);
	if (!sought) return sought.error();
	auto before = beforeIn(request);
	if (!before) return before.error();
	auto part = _book.part(request.tenant().id, *sought, *before, *limit);
	if (!part) return part.error();
	Value::List items;
	for (const auto& entry: part->entries)
	{
		auto told = _sentences.tell(request.language(), entry, part->names);
		items.push_back(Value::object({{"number", entry.number},
			{"at", isoTime(entry.at)},
			{"kind", entry.kind},
			{"actor", entry.actor.empty() ? Value() : Value(entry.actor)},
			{"actor_name", told.actor},
			{"subject", entry.subject},
			{"subject_name", told.subject},
			{"details", std::move(told.details)},
			{"address", entry.address},
			{"text", told.sentence}}));
	}
	return Response::json(Value::object(
		{{"items", std::move(items)}, {"next", part->next > 0 ? Value(std::to_string(part->next)) : Value()}}));
}

Result<Response> JournalPage::exported(Request& request) const
{
	if (!_writer) return failed(Code::Missing, "plugin tables is not there");
	const RequestWords words(_context.pages(), request);
	auto format = tables::formatOf(request);
	if (!format) return format.error();
	auto sought = soughtBy(request);
	if (!sought) return sought.error();
	using Kind = tables::Column::Kind;
	const tables::Table table{.name = words("file"),
		.title = words("page.title"),
		.filter = filterOf(request, *sought),
		.columns = {{words("column.at"), Kind::Moment},
			{words("column.what"), Kind::Text, 7},
			{words("column.actor")},
			{words("column.subject")},
			{words("column.details"), Kind::Text, 6},
			{words("column.address"), Kind::Text, 3},
			{words("column.kind"), Kind::Text, 3},
			{words("column.number"), Kind::Number}}};
	auto next = [this,
					tenant = request.tenant().id,
					sought = std::move(*sought),
					words,
					part = Part(),
					at = std::size_t(0),
					isFirst = true](tables::Row& row) mutable -> Result<bool> {
		if (at == part.entries.size())
		{
			if (!isFirst && part.next == 0) return false;
			auto more = _book.part(tenant, sought, part.next, kRowsOfABatch);
			if (!more) return more.error();
			part = std::move(*more);
			at = 0;
			isFirst = false;
			if (part.entries.empty()) return false;
		}
		const auto& entry = part.entries[at++];
		const auto told = _sentences.tell(words.language, entry, part.names);
		row = {entry.at,
			told.sentence,
			told.actor,
			told.subject,
			detailsText(told),
			entry.address,
			entry.kind,
			entry.number};
		return true;
	};
	auto file = _writer->write(*format, table, std::move(next), words.language, words.zone);
	if (!file) return file.error();
	if (auto noted = _book.noteExport(callerOf(request), request.query("format").value_or("csv"), table.filter); !noted)
		return noted.error();
	return tables::fileResponse(request, std::move(*file));
}

Result<Response> JournalPage::verify(Request& request) const
{
	if (auto asked = _book.askForCheck(callerOf(request)); !asked) return asked.error();
	return Response::redirect(std::string(kPath) + "?done=asked");
}

}
