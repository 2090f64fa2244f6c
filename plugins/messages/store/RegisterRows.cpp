#include "store/RegisterRows.h"

#include <iterator>
#include <set>

namespace sx::messages {
namespace {

const char* conditionOf(Sort sort)
{
	switch (sort)
	{
	case Sort::All: return "";
	case Sort::Opens: return " AND e.kind IN ('opened', 'downloaded', 'finished')";
	case Sort::Refusals: return " AND e.kind IN ('refused', 'wrong_secret', 'locked', 'reported')";
	case Sort::Visits: return " AND e.kind IN ('visited', 'asked')";
	case Sort::Notices:
		return " AND e.kind IN ('sent', 'resent', 'delivered', 'undelivered', 'replied', 'asked_again', "
			   "'again_refused')";
	case Sort::Ends: return " AND e.kind IN ('shortened', 'unlocked', 'expired', 'destroyed', 'given_up')";
	}
	return "";
}

}

std::optional<Sort> sortOf(std::string_view word) noexcept
{
	constexpr std::pair<std::string_view, Sort> kWords[]{{"", Sort::All},
		{"opens", Sort::Opens},
		{"refusals", Sort::Refusals},
		{"visits", Sort::Visits},
		{"notices", Sort::Notices},
		{"ends", Sort::Ends}};
	for (const auto& [name, sort]: kWords)
		if (name == word) return sort;
	return std::nullopt;
}

namespace register_rows {

Result<std::vector<RegisterRow>> list(
	Sql& sql, const UserId& sender, const RegisterFilter& filter, const EventId& before, int limit)
{
	std::string text =
		"SELECT e.id, e.message_id, e.grant_id, e.at, e.kind, e.cause, e.number, e.address, e.agent, g.address, "
		"g.name, g.opens, m.made, m.note"
		" FROM messages_event e JOIN messages_message m ON m.tenant_id = e.tenant_id AND m.id = e.message_id"
		" LEFT JOIN messages_grant g ON g.tenant_id = e.tenant_id AND g.id = e.grant_id"
		" WHERE e.tenant_id = :tenant AND m.sender = ? AND m.sent IS NOT NULL";
	text += conditionOf(filter.sort);
	SqlValues values{sender};
	if (!filter.message.empty())
	{
		text += " AND e.message_id = ?";
		values.emplace_back(filter.message);
	}
	if (!filter.recipient.empty())
	{
		text += " AND (g.address LIKE LOWER(?) ESCAPE '!' OR LOWER(g.name) LIKE LOWER(?) ESCAPE '!')";
		const auto wanted = message_rows::containing(filter.recipient);
		values.emplace_back(wanted);
		values.emplace_back(wanted);
	}
	for (const auto& [condition, at]: {std::pair(" AND e.at >= ?", filter.from), std::pair(" AND e.at < ?", filter.to)})
	{
		if (!at) continue;
		text += condition;
		values.emplace_back(*at);
	}
	if (!before.empty())
	{
		auto last = sql.query("SELECT e.at FROM messages_event e JOIN messages_message m ON m.tenant_id = e.tenant_id "
							  "AND m.id = e.message_id"
							  " WHERE e.tenant_id = :tenant AND e.id = ? AND m.sender = ?",
			{before, sender});
		if (!last) return last.error();
		if (last->empty()) return Error{Code::Missing, "no such event"};
		text += " AND (e.at < ? OR (e.at = ? AND e.id < ?))";
		values.emplace_back(last->front().instant(0));
		values.emplace_back(last->front().instant(0));
		values.emplace_back(before);
	}
	text += " ORDER BY e.at DESC, e.id DESC LIMIT ?";
	values.emplace_back(limit);
	auto rows = sql.query(text, values);
	if (!rows) return rows.error();
	std::vector<RegisterRow> out;
	for (const auto& row: *rows)
		out.push_back({{{row.text(0)},
						   {row.text(1)},
						   {row.text(2)},
						   row.instant(3),
						   row.text(4),
						   row.text(5),
						   row.integer(6),
						   row.text(7),
						   row.text(8)},
			row.text(9),
			row.text(10),
			static_cast<int>(row.integer(11)),
			row.instant(12),
			row.bytes(13)});
	return out;
}

Result<std::vector<Event>> around(Sql& sql, const std::vector<RegisterRow>& rows)
{
	std::set<MessageId> messages;
	for (const auto& row: rows)
		if (row.event.kind == "visited") messages.insert(row.event.message);
	std::vector<Event> out;
	for (const auto& message: messages)
	{
		auto events = event_rows::ofMessage(sql, message);
		if (!events) return events.error();
		out.insert(out.end(), std::make_move_iterator(events->begin()), std::make_move_iterator(events->end()));
	}
	return out;
}

}

}
