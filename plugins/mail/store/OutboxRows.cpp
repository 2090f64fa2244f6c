#include "store/OutboxRows.h"

namespace sx::mail::outbox {

namespace {

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

Result<> add(Sql& sql, const OutboxRow& row)
{
	return done(sql.execute(
		"INSERT INTO mail_outbox (tenant_id, id, kind, about, state, made, sealed) VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{row.id, row.kind, row.about, kStates.wordOf(row.state), row.made, row.sealed}));
}

Result<OutboxRow> byId(Sql& sql, const std::string& id)
{
	auto rows = sql.query(
		"SELECT id, kind, about, state, made, sealed FROM mail_outbox WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "mail: no such row");
	RowReader next(rows->front());
	return OutboxRow{.id = next.text(),
		.kind = next.text(),
		.about = next.text(),
		.state = kStates.valueOf(next.text()).value_or(State::Waiting),
		.made = next.instant(),
		.sealed = next.text()};
}

Result<> close(Sql& sql, const std::string& id, State state)
{
	return done(sql.execute("UPDATE mail_outbox SET state = ?, sealed = '' WHERE tenant_id = :tenant AND id = ?",
		{kStates.wordOf(state), id}));
}

Result<> remove(Sql& sql, const std::string& id)
{
	return done(sql.execute("DELETE FROM mail_outbox WHERE tenant_id = :tenant AND id = ?", {id}));
}

Result<std::vector<OutboxKey>> olderThan(Sql& sql, Instant before)
{
	auto rows = sql.query("SELECT tenant_id, id FROM mail_outbox WHERE made < ? ORDER BY made LIMIT 1000", {before});
	if (!rows) return rows.error();
	std::vector<OutboxKey> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.tenant = {next.text()}, .id = next.text()});
	}
	return out;
}

Result<std::int64_t> count(Sql& sql)
{
	// The state's word stands in the text, because the index holds these rows only.
	auto rows = sql.query("SELECT COUNT(*) FROM"
						  " (SELECT 1 FROM mail_outbox WHERE state = 'waiting' ORDER BY made LIMIT 10000) AS waiting");
	if (!rows) return rows.error();
	return rows->empty() ? 0 : RowReader(rows->front()).integer();
}

}
