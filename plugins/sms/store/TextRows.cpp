#include "store/TextRows.h"

#include "sx/enums.h"

namespace sx::sms {

namespace {

constexpr auto kStates = enumWords<State>({
	{State::Waiting, "waiting"},
	{State::Taken, "taken"},
	{State::Delivered, "delivered"},
	{State::Failed, "failed"},
});

/// Reads the columns that byId(), byReport() and waitingSince() select.
TextRow rowOf(const SqlRow& row)
{
	RowReader next(row);
	return {
		.tenant = {next.text()},
		.id = next.text(),
		.kind = next.text(),
		.about = next.text(),
		.country = next.text(),
		.segments = static_cast<int>(next.integer()),
		.state = kStates.valueOf(next.text()).value_or(State::Failed),
		.told = kStates.valueOf(next.text()).value_or(State::Failed),
		.made = next.instant(),
		.report = next.text(),
		.sealed = next.text(),
	};
}

Result<TextRow> one(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "sms: no such text");
	return rowOf(rows->front());
}

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

namespace text_rows {

Result<> add(Sql& sql, const TextRow& row)
{
	return done(sql.execute("INSERT INTO sms_text (tenant_id, id, kind, about, country, segments, state, told, made, "
							"changed, report, sealed)"
							" VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		{row.id,
			row.kind,
			row.about,
			row.country,
			row.segments,
			kStates.wordOf(row.state),
			kStates.wordOf(row.told),
			row.made,
			row.made,
			row.report,
			row.sealed}));
}

Result<TextRow> byId(Sql& sql, const std::string& id)
{
	return one(sql.query("SELECT tenant_id, id, kind, about, country, segments, state, told, made, report, sealed FROM "
						 "sms_text WHERE tenant_id = :tenant AND id = ?",
		{id}));
}

Result<TextRow> byReport(Sql& sql, const std::string& report)
{
	return one(sql.query("SELECT tenant_id, id, kind, about, country, segments, state, told, made, report, sealed FROM "
						 "sms_text WHERE report = ?",
		{report}));
}

Result<bool> move(Sql& sql, const std::string& id, State state, Instant now)
{
	// Keep a final state: a report may overtake the gateway's own response, or arrive twice.
	auto touched = sql.execute("UPDATE sms_text SET state = ?, changed = ?, sealed = '' WHERE tenant_id = :tenant AND "
							   "id = ? AND state NOT IN (?, 'delivered', 'failed')",
		{kStates.wordOf(state), now, id, kStates.wordOf(state)});
	if (!touched) return touched.error();
	return *touched > 0;
}

Result<> told(Sql& sql, const std::string& id, State state)
{
	return done(
		sql.execute("UPDATE sms_text SET told = ? WHERE tenant_id = :tenant AND id = ?", {kStates.wordOf(state), id}));
}

Result<std::int64_t> countWaiting(Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*) FROM"
						  " (SELECT 1 FROM sms_text WHERE state = 'waiting' ORDER BY made LIMIT 10000) AS waiting");
	if (!rows) return rows.error();
	return rows->empty() ? 0 : rows->front().integer(0);
}

Result<std::vector<TextRow>> waitingSince(Sql& sql, Instant before)
{
	auto rows = sql.query(
		"SELECT tenant_id, id, kind, about, country, segments, state, told, made, report, sealed FROM sms_text"
		" WHERE state = 'waiting' AND made < ? ORDER BY made LIMIT 1000",
		{before});
	if (!rows) return rows.error();
	std::vector<TextRow> out;
	for (const auto& row: *rows) out.push_back(rowOf(row));
	return out;
}

Result<> forget(Sql& sql, Instant before)
{
	return done(sql.execute("DELETE FROM sms_text WHERE state <> 'waiting' AND made < ?", {before}));
}

}

}
