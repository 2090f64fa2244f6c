#include "store/EventRows.h"

namespace sx::messages::event_rows {
namespace {

constexpr const char* kColumns = "id, message_id, grant_id, at, kind, cause, number, address, agent";

Event eventOf(const SqlRow& row)
{
	return {{row.text(0)},
		{row.text(1)},
		{row.text(2)},
		row.instant(3),
		row.text(4),
		row.text(5),
		row.integer(6),
		row.text(7),
		row.text(8)};
}

/// Makes a stranger's own words safe to store: addresses and User-Agents may be invalid UTF-8 and of any length.
std::string printable(const std::string& text)
{
	std::string out;
	for (unsigned char c: text.substr(0, 300)) out.push_back(c >= 0x20 && c < 0x7F ? static_cast<char>(c) : '?');
	return out;
}

}

Result<> append(Sql& sql, const Event& event)
{
	const SqlValue grant = event.grant.empty() ? SqlValue() : SqlValue(event.grant);
	auto done = sql.execute("INSERT INTO messages_event (tenant_id, message_id, id, at, kind, grant_id, cause, number, "
							"address, agent, is_told)"
							" VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
		{event.message,
			event.id,
			event.at,
			event.kind,
			grant,
			event.cause,
			event.number,
			printable(event.address),
			printable(event.agent)});
	if (!done) return done.error();
	return {};
}

Result<> appendBounded(Sql& sql, const Event& event)
{
	auto rows = sql.query("SELECT COUNT(*), SUM(CASE WHEN kind = ? AND cause = ? THEN 1 ELSE 0 END) FROM messages_event"
						  " WHERE tenant_id = :tenant AND message_id = ? AND grant_id = ?",
		{event.kind, event.cause, event.message, event.grant});
	if (!rows) return rows.error();
	const auto& row = rows->front();
	if (row.integer(0) >= kMostOfAGrant || (event.kind == "downloaded" && row.integer(1) > 0)) return {};
	return append(sql, event);
}

Result<std::vector<Event>> ofMessage(Sql& sql, const MessageId& message)
{
	auto rows = sql.query(std::string("SELECT ") + kColumns +
			" FROM messages_event WHERE tenant_id = :tenant AND message_id = ? ORDER BY at, id",
		{message});
	if (!rows) return rows.error();
	std::vector<Event> out;
	for (const auto& row: *rows) out.push_back(eventOf(row));
	return out;
}

Result<bool> markTold(Sql& sql, const MessageId& message, const EventId& event)
{
	auto told = sql.execute(
		"UPDATE messages_event SET is_told = 1 WHERE tenant_id = :tenant AND message_id = ? AND id = ? AND is_told = 0",
		{message, event});
	if (!told) return told.error();
	return *told == 1;
}

Result<Event> byId(Sql& sql, const MessageId& message, const EventId& event)
{
	auto rows = sql.query(std::string("SELECT ") + kColumns +
			" FROM messages_event WHERE tenant_id = :tenant AND message_id = ? AND id = ?",
		{message, event});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such event"};
	return eventOf(rows->front());
}

}
