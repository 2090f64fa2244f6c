#include "store/RegisterRows.h"

namespace sx::sealed::register_rows {

Result<std::vector<RegisterRow>> list(
	Sql& sql, const UserId& owner, const RegisterFilter& filter, const EventId& before, int limit)
{
	std::string text = "SELECT e.id, e.item_id, e.grant_id, e.at, e.kind, e.cause, e.number, e.most, e.address, "
					   "e.agent, e.times, e.last, g.address, g.name, "
					   "m.kind, m.made, m.note"
					   " FROM sealed_event e JOIN sealed_item m ON m.tenant_id = e.tenant_id AND m.id = e.item_id"
					   " LEFT JOIN sealed_grant g ON g.tenant_id = e.tenant_id AND g.id = e.grant_id"
					   " WHERE e.tenant_id = :tenant AND e.owner = ? AND m.sent IS NOT NULL";
	SqlValues values{owner};
	const auto add = [&](std::string_view condition, SqlValue value) {
		text += condition;
		values.push_back(std::move(value));
	};
	if (filter.sort) add(" AND e.sort = ?", kSorts.wordOf(*filter.sort));
	if (!filter.item.empty()) add(" AND e.item_id = ?", filter.item);
	if (!filter.recipient.empty())
	{
		const auto wanted = containing(filter.recipient);
		add(" AND (g.address LIKE LOWER(?) ESCAPE '!'", wanted);
		add(" OR LOWER(g.name) LIKE LOWER(?) ESCAPE '!')", wanted);
	}
	if (filter.from) add(" AND e.at >= ?", *filter.from);
	if (filter.to) add(" AND e.at < ?", *filter.to);
	if (!before.empty())
	{
		auto last = sql.query(
			"SELECT at FROM sealed_event WHERE tenant_id = :tenant AND id = ? AND owner = ?", {before, owner});
		if (!last) return last.error();
		if (last->empty()) return failed(Code::Missing, "no such event");
		add(" AND (e.at, e.id) < (?", last->front().instant(0));
		add(", ?)", before);
	}
	add(" ORDER BY e.at DESC, e.id DESC LIMIT ?", limit);
	auto rows = sql.query(text, values);
	if (!rows) return rows.error();
	std::vector<RegisterRow> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.event = event_rows::eventOf(next),
			.address = next.text(),
			.name = next.text(),
			.kind = next.text(),
			.made = next.instant(),
			.note = next.bytes()});
	}
	return out;
}

}
