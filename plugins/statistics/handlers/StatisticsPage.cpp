#include "handlers/StatisticsPage.h"

#include "handlers/CountsView.h"
#include "sx/arguments.h"
#include "sx/list.h"
#include "sx/text.h"

namespace sx::statistics {

namespace {

constexpr int kRowsOfAPage = 50, kMostRows = 200, kRowsOfABatch = 200;
constexpr std::size_t kMostPeople = 200, kMostTyped = 100;
constexpr const char* kExport = "/admin/statistics/export";

Value countsValue(const Counts& counts)
{
	const auto opened = shareOf(counts.opened, counts.recipients),
			   signedShare = shareOf(counts.signatures, counts.recipients);
	return Value::object({{"messages", counts.messages},
		{"recipients", counts.recipients},
		{"files", counts.files},
		{"bytes", counts.bytes},
		{"opened", counts.opened},
		{"opened_share", opened ? Value(*opened) : Value()},
		{"signed_files", counts.signedFiles},
		{"signatures", counts.signatures},
		{"signed_share", signedShare ? Value(*signedShare) : Value()}});
}

/// Is the view of templates/pages/statistics.html.mustache. Texts are in the reader's language.
struct StatisticsView
{
	struct Row
	{
		std::string id, name, address, messages, recipients, files, bytes, opened, signedFiles;

		Value value() const
		{
			return Value::object({{"id", id},
				{"name", name},
				{"address", address},
				{"messages", messages},
				{"recipients", recipients},
				{"files", files},
				{"bytes", bytes},
				{"opened", opened},
				{"signedFiles", signedFiles}});
		}
	};

	std::string title, from, to, sought, people;  // sought and people: as typed
	bool isChosen = false;                        // some people alone are compared
	std::string everybodyUrl;
	Row company;
	std::vector<Row> rows;
	Value exports;  // of tables::exportMenu()

	Value value() const
	{
		Value::List shown;
		for (const auto& row: rows) shown.push_back(row.value());
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"scripts", Value::List{"statistics.js"}},
			{"styles", Value::List{"statistics.css"}},
			{"from", from},
			{"to", to},
			{"sought", sought},
			{"people", people},
			{"isChosen", isChosen},
			{"isFiltered", isChosen || !sought.empty()},
			{"everybodyUrl", everybodyUrl},
			{"company", company.value()},
			{"hasRows", !rows.empty()},
			{"rows", std::move(shown)},
			{"exports", exports}});
	}
};

StatisticsView::Row rowOf(const RequestWords& words, const Line& line)
{
	const auto& counts = line.counts;
	const auto number = [&](std::int64_t count) { return words.pages.number(words.language, count); };
	return {.id = line.id.value,
		.name = line.name,
		.address = line.address,
		.messages = number(counts.messages),
		.recipients = number(counts.recipients),
		.files = number(counts.files),
		.bytes = words.pages.byteSize(words.language, counts.bytes),
		.opened = percentOf(words, shareOf(counts.opened, counts.recipients)),
		.signedFiles = number(counts.signedFiles)};
}

Value daysValue(const Period& period, std::map<std::int64_t, Counts>& days)
{
	Value::List out;
	for (auto day = period.from; day <= period.to; ++day)
	{
		auto each = countsValue(days[day]);
		each.set("day", isoDay(dayOfNumber(day)));
		out.push_back(std::move(each));
	}
	return Value(std::move(out));
}

}

Routes<StatisticsPage> StatisticsPage::routes()
{
	return {
		{Method::Get, kPath, allowedTo(kRead), &StatisticsPage::show},
		{Method::Get, kExport, allowedTo(kRead), &StatisticsPage::exported, {.perMinute = 20}},
		{Method::Get, "/api/v1/statistics", allowedTo(kRead), &StatisticsPage::list},
		{Method::Get, "/api/v1/statistics/own", kSignedIn, &StatisticsPage::own},
	};
}

std::string StatisticsPage::Asked::url(const std::string& path, const std::string& before) const
{
	return urlOf(path,
		{{"people", people},
			{"q", search},
			{"from", isoDay(dayOfNumber(period.from))},
			{"to", isoDay(dayOfNumber(period.to))},
			{"before", before}});
}

Result<StatisticsPage::Asked> StatisticsPage::askedBy(const Request& request, int usual, int most) const
{
	const auto dayIn = [&](const char* name) -> Result<std::optional<Day>> {
		const auto text = request.query(name).value_or("");
		if (text.empty()) return std::optional<Day>();
		const auto day = dayOf(text);
		if (!day) return invalid(name, "not a day");
		return std::optional<Day>(*day);
	};
	auto from = dayIn("from");
	if (!from) return from.error();
	auto to = dayIn("to");
	if (!to) return to.error();
	auto period = periodOf(*from, *to, _book.today(request.tenant().id));
	if (!period) return period.error();
	auto limit = limitOf(request, usual, most);
	if (!limit) return limit.error();
	Asked out{.period = *period,
		.wanted = {},
		.people = request.query("people").value_or(""),
		.search = request.query("q").value_or("")};
	if (charactersIn(out.search) > kMostTyped) return invalid("q", "too long");
	for (auto& id: splitList(out.people)) out.wanted.people.push_back({std::move(id)});
	if (out.wanted.people.size() > kMostPeople) return invalid("people", "more than 200");
	out.wanted.search = out.search;
	out.wanted.before = beforeOf(request);
	out.wanted.limit = *limit;
	return out;
}

Result<Response> StatisticsPage::show(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	auto asked = askedBy(request, kRowsOfAPage, kRowsOfAPage);
	if (!asked) return asked.error();
	auto found = _book.compare(request.tenant().id, asked->period, asked->wanted);
	if (!found) return found.error();
	std::vector<StatisticsView::Row> rows;
	for (const auto& line: found->lines) rows.push_back(rowOf(words, line));
	const Line company{.id = {}, .name = words("page.company"), .address = {}, .counts = found->company};
	const auto from = isoDay(dayOfNumber(asked->period.from)), to = isoDay(dayOfNumber(asked->period.to));
	auto view = StatisticsView{.title = words("page.title"),
		.from = from,
		.to = to,
		.sought = asked->search,
		.people = asked->people,
		.isChosen = !asked->wanted.people.empty(),
		.everybodyUrl = urlOf(kPath, {{"from", from}, {"to", to}}),
		.company = rowOf(words, company),
		.rows = std::move(rows),
		.exports = tables::exportMenu(_writer, asked->url(kExport))}
					.value();
	addPaging(view, request, found->next, [&](const std::string& before) { return asked->url(kPath, before); });
	return Response::page("statistics", std::move(view));
}

Result<Response> StatisticsPage::list(Request& request) const
{
	auto asked = askedBy(request, 50, kMostRows);
	if (!asked) return asked.error();
	auto found = _book.compare(request.tenant().id, asked->period, asked->wanted);
	if (!found) return found.error();
	auto days = _book.days(request.tenant().id, asked->period, asked->wanted.people);
	if (!days) return days.error();
	Value::List items;
	for (const auto& line: found->lines)
		items.push_back(
			countsValue(line.counts).set("id", line.id.value).set("name", line.name).set("address", line.address));
	return Response::json(Value::object({{"from", isoDay(dayOfNumber(asked->period.from))},
		{"to", isoDay(dayOfNumber(asked->period.to))},
		{"company", countsValue(found->company)},
		{"items", std::move(items)},
		{"days", daysValue(asked->period, *days)},
		{"next", found->next.empty() ? Value() : Value(found->next)}}));
}

Result<Response> StatisticsPage::own(Request& request) const
{
	auto asked = askedBy(request, 1, 1);
	if (!asked) return asked.error();
	const auto& user = request.principal()->user;
	auto found = _book.compare(request.tenant().id, asked->period, {.people = {user}});
	if (!found) return found.error();
	auto days = _book.days(request.tenant().id, asked->period, {user});
	if (!days) return days.error();
	return Response::json(Value::object({{"from", isoDay(dayOfNumber(asked->period.from))},
		{"to", isoDay(dayOfNumber(asked->period.to))},
		{"own", countsValue(found->lines.empty() ? Counts() : found->lines.front().counts)},
		{"days", daysValue(asked->period, *days)}}));
}

Result<Response> StatisticsPage::exported(Request& request) const
{
	if (!_writer) return failed(Code::Missing, "plugin tables is not there");
	const RequestWords words(_context.pages(), request);
	auto format = tables::formatOf(request);
	if (!format) return format.error();
	auto asked = askedBy(request, kRowsOfABatch, kRowsOfABatch);
	if (!asked) return asked.error();
	using Kind = tables::Column::Kind;
	tables::Table table{.name = words("file"),
		.title = words("page.title"),
		.filter = words("filter.days",
			Value::object(
				{{"from", isoDay(dayOfNumber(asked->period.from))}, {"to", isoDay(dayOfNumber(asked->period.to))}})),
		.columns = {{words("column.name")},
			{words("column.address")},
			{words("column.messages"), Kind::Number},
			{words("column.recipients"), Kind::Number},
			{words("column.files"), Kind::Number},
			{words("column.bytes"), Kind::Bytes},
			{words("column.opened"), Kind::Share},
			{words("column.signed"), Kind::Number}}};
	if (!asked->search.empty()) table.filter += ", " + words("filter.search", Value::object({{"text", asked->search}}));
	auto next = [this,
					tenant = request.tenant().id,
					asked = std::move(*asked),
					part = Comparison(),
					at = std::size_t(0),
					isFirst = true](tables::Row& row) mutable -> Result<bool> {
		if (at == part.lines.size())
		{
			if (!isFirst && part.next.empty()) return false;
			asked.wanted.before = part.next;
			auto more = _book.compare(tenant, asked.period, asked.wanted);
			if (!more) return more.error();
			part = std::move(*more);
			at = 0;
			isFirst = false;
			if (part.lines.empty()) return false;
		}
		const auto& [id, name, address, counts] = part.lines[at++];
		row = {name, address, counts.messages, counts.recipients, counts.files, counts.bytes, {}, counts.signedFiles};
		if (const auto share = shareOf(counts.opened, counts.recipients)) row[6] = *share;
		return true;
	};
	auto file = _writer->write(*format, table, std::move(next), words.language, words.zone);
	if (!file) return file.error();
	return tables::fileResponse(request, std::move(*file));
}

}
