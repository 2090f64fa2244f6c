#include "store/EventRows.h"

#include "domain/RegisterSort.h"

namespace sx::sealed::event_rows {
namespace {

const std::string kEvent =
	"SELECT id, item_id, grant_id, at, kind, cause, number, most, address, agent, times, last FROM sealed_event"
	" WHERE tenant_id = :tenant AND ";

/// Makes a stranger's own words safe to store: addresses and User-Agents may be invalid UTF-8 and of any length.
std::string printable(const std::string& text)
{
	std::string out;
	for (unsigned char c: text.substr(0, 300)) out.push_back(c >= 0x20 && c < 0x7F ? static_cast<char>(c) : '?');
	return out;
}

/// Counts repeats on a line. isOfSame: they are the line's actor's; otherwise the line names nobody from then on.
Result<> addTimes(Sql& sql, const EventId& line, const Event& repeats, bool isOfSame)
{
	auto done = sql.execute(
		"UPDATE sealed_event SET times = times + ?, last = ?, address = CASE WHEN ? = 1 THEN address ELSE '' END,"
		" agent = CASE WHEN ? = 1 THEN agent ELSE '' END WHERE tenant_id = :tenant AND id = ?",
		{repeats.times, repeats.latest(), isOfSame, isOfSame, line});
	if (!done) return done.error();
	return {};
}

Result<std::vector<Event>> eventsFrom(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<Event> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back(eventOf(next));
	}
	return out;
}

}

Event eventOf(RowReader& next)
{
	return {.id = {next.text()},
		.item = {next.text()},
		.grant = {next.text()},
		.at = next.instant(),
		.kind = kEventKinds.valueOf(next.text()).value_or(EventKind::Refused),
		.cause = next.text(),
		.number = next.integer(),
		.most = next.integer(),
		.actor = {.address = next.text(), .agent = next.text()},
		.times = next.integer(),
		.last = next.instant()};
}

Result<> append(Sql& sql, const Event& event)
{
	const SqlValue grant = event.grant.empty() ? SqlValue() : SqlValue(event.grant);
	auto done = sql.execute(
		"INSERT INTO sealed_event (tenant_id, id, item_id, owner, at, last, times, kind, sort, grant_id, cause, number,"
		" most, address, agent, is_told)"
		" SELECT tenant_id, ?, id, owner, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0 FROM sealed_item"
		" WHERE tenant_id = :tenant AND id = ?",
		{event.id,
			event.at,
			event.latest(),
			event.times,
			wordOf(event.kind),
			kSorts.wordOf(sortOf(event.kind)),
			grant,
			event.cause,
			event.number,
			event.most,
			printable(event.actor.address),
			printable(event.actor.agent),
			event.item});
	if (!done) return done.error();
	return {};
}

Result<> appendMerged(Sql& sql, const Event& event)
{
	const auto lines = sql.query("SELECT id, last, address, agent FROM sealed_event WHERE tenant_id = :tenant AND "
								 "grant_id = ? AND kind = ? AND cause = ? ORDER BY at DESC, id DESC LIMIT ?",
		{event.grant, wordOf(event.kind), event.cause, kMostLines});
	if (!lines) return lines.error();
	const auto address = printable(event.actor.address), agent = printable(event.actor.agent);
	for (const auto& line: *lines)
	{
		RowReader next(line);
		const EventId id{next.text()};
		const bool isRecent = event.at < next.instant() + kOneLine;
		const bool isOfSame = next.text() == address && next.text() == agent;
		if (event.kind == EventKind::Downloaded || (isOfSame && isRecent)) return addTimes(sql, id, event, true);
	}
	if (lines->size() < static_cast<std::size_t>(kMostLines)) return append(sql, event);
	return addTimes(sql, {lines->front().text(0)}, event, false);
}

Result<std::vector<Event>> ofItem(Sql& sql, const ItemId& item)
{
	return eventsFrom(sql.query(kEvent + "item_id = ? ORDER BY at, id", {item}));
}

Result<std::vector<Event>> ofGrants(Sql& sql, const std::vector<GrantId>& grants)
{
	if (grants.empty()) return std::vector<Event>{};
	return eventsFrom(sql.query(
		kEvent + "grant_id IN (" + placeholders(grants.size()) + ")", SqlValues(grants.begin(), grants.end())));
}

Result<Event> byId(Sql& sql, const EventId& event)
{
	auto events = eventsFrom(sql.query(kEvent + "id = ?", {event}));
	if (!events) return events.error();
	if (events->empty()) return failed(Code::Missing, "no such event");
	return std::move(events->front());
}

Result<bool> markTold(Sql& sql, const EventId& event)
{
	auto told = sql.execute(
		"UPDATE sealed_event SET is_told = 1 WHERE tenant_id = :tenant AND id = ? AND is_told = 0", {event});
	if (!told) return told.error();
	return *told == 1;
}

Result<int> count(Sql& sql, const GrantId& grant, EventKind kind, Instant since)
{
	auto rows = sql.query(
		"SELECT COUNT(*) FROM sealed_event WHERE tenant_id = :tenant AND grant_id = ? AND kind = ? AND at >= ?",
		{grant, wordOf(kind), since});
	if (!rows) return rows.error();
	return static_cast<int>(rows->front().integer(0));
}

Result<std::optional<Instant>> newest(Sql& sql, const GrantId& grant, EventKind kind)
{
	auto rows = sql.query("SELECT MAX(at) FROM sealed_event WHERE tenant_id = :tenant AND grant_id = ? AND kind = ?",
		{grant, wordOf(kind)});
	if (!rows) return rows.error();
	return rows->front().maybeInstant(0);
}

}
