#include "store/EventRows.h"

#include "domain/RegisterSort.h"

namespace sx::sealed::event_rows {
namespace {

const std::string kEvent = "SELECT id, item_id, grant_id, at, kind, cause, number, address, agent FROM sealed_event"
						   " WHERE tenant_id = :tenant AND ";

/// Makes a stranger's own words safe to store: addresses and User-Agents may be invalid UTF-8 and of any length.
std::string printable(const std::string& text)
{
	std::string out;
	for (unsigned char c: text.substr(0, 300)) out.push_back(c >= 0x20 && c < 0x7F ? static_cast<char>(c) : '?');
	return out;
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
		.actor = {.address = next.text(), .agent = next.text()}};
}

Result<> append(Sql& sql, const Event& event)
{
	const SqlValue grant = event.grant.empty() ? SqlValue() : SqlValue(event.grant);
	auto done = sql.execute(
		"INSERT INTO sealed_event (tenant_id, id, item_id, owner, at, kind, sort, grant_id, cause, number, address, "
		"agent, is_told) SELECT tenant_id, ?, id, owner, ?, ?, ?, ?, ?, ?, ?, ?, 0 FROM sealed_item"
		" WHERE tenant_id = :tenant AND id = ?",
		{event.id,
			event.at,
			wordOf(event.kind),
			kSorts.wordOf(sortOf(event.kind)),
			grant,
			event.cause,
			event.number,
			printable(event.actor.address),
			printable(event.actor.agent),
			event.item});
	if (!done) return done.error();
	return {};
}

Result<> appendBounded(Sql& sql, const Event& event, int most)
{
	auto rows = sql.query("SELECT COUNT(*), SUM(CASE WHEN kind = ? AND cause = ? THEN 1 ELSE 0 END) FROM sealed_event"
						  " WHERE tenant_id = :tenant AND grant_id = ?",
		{wordOf(event.kind), event.cause, event.grant});
	if (!rows) return rows.error();
	const auto& row = rows->front();
	if (row.integer(0) >= most || (event.kind == EventKind::Downloaded && row.integer(1) > 0)) return {};
	return append(sql, event);
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
