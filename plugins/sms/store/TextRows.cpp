#include "store/TextRows.h"

namespace sms {

namespace {

constexpr std::string_view kWords[] = {"waiting", "taken", "delivered", "failed"};

std::string_view word(State state) { return kWords[static_cast<int>(state)]; }

State stateOf(const std::string& said)
{
	for (int i = 0; i < 4; ++i)
		if (kWords[i] == said) return static_cast<State>(i);
	return State::Failed;
}

std::string identity(const sx::TenantId& tenant, const std::string& id) { return "sms:" + tenant.value + ":" + id; }

TextRow rowOf(const sx::SqlRow& row)
{
	return {{row.text(0)},
		row.text(1),
		row.text(2),
		row.text(3),
		row.text(4),
		static_cast<int>(row.integer(5)),
		stateOf(row.text(6)),
		stateOf(row.text(7)),
		row.instant(8),
		row.text(9),
		row.text(10)};
}

sx::Result<TextRow> one(const sx::Result<sx::SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return sx::Error{.code = sx::Code::Missing, .detail = "sms: no such text"};
	return rowOf(rows->front());
}

sx::Result<> done(const sx::Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

sx::Result<> uncount(sx::Sql& sql, const Counter& counter)
{
	return done(sql.execute("UPDATE sms_use SET used = used - 1 WHERE tenant_id = :tenant AND scope = ? AND subject = "
							"? AND span = ? AND began = ?",
		{counter.scope, counter.subject, std::int64_t{counter.span.count()}, counter.began}));
}

}

namespace texts {

sx::Result<> add(sx::Sql& sql, const TextRow& row)
{
	return done(sql.execute("INSERT INTO sms_text (tenant_id, id, kind, about, country, segments, state, told, made, "
							"changed, report, sealed)"
							" VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		{row.id,
			row.kind,
			row.about,
			row.country,
			row.segments,
			word(row.state),
			word(row.told),
			row.made,
			row.made,
			row.report,
			row.sealed}));
}

sx::Result<TextRow> byId(sx::Sql& sql, const std::string& id)
{
	return one(sql.query("SELECT tenant_id, id, kind, about, country, segments, state, told, made, report, sealed FROM "
						 "sms_text WHERE tenant_id = :tenant AND id = ?",
		{id}));
}

sx::Result<TextRow> byReport(sx::Sql& sql, const std::string& report)
{
	return one(sql.query("SELECT tenant_id, id, kind, about, country, segments, state, told, made, report, sealed FROM "
						 "sms_text WHERE report = ?",
		{report}));
}

sx::Result<bool> move(sx::Sql& sql, const std::string& id, State state, sx::Instant now)
{
	// Keep a final state: a report may overtake the gateway's own response, or arrive twice.
	auto touched = sql.execute("UPDATE sms_text SET state = ?, changed = ?, sealed = '' WHERE tenant_id = :tenant AND "
							   "id = ? AND state NOT IN (?, 'delivered', 'failed')",
		{word(state), now, id, word(state)});
	if (!touched) return touched.error();
	return *touched > 0;
}

sx::Result<> told(sx::Sql& sql, const std::string& id, State state)
{
	return done(sql.execute("UPDATE sms_text SET told = ? WHERE tenant_id = :tenant AND id = ?", {word(state), id}));
}

sx::Result<std::int64_t> countWaiting(sx::Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*) FROM sms_text WHERE state = 'waiting'");
	if (!rows) return rows.error();
	return rows->empty() ? 0 : rows->front().integer(0);
}

sx::Result<std::vector<TextRow>> waitingSince(sx::Sql& sql, sx::Instant before)
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

sx::Result<> forget(sx::Sql& sql, sx::Instant before, sx::Instant countersBefore)
{
	if (auto gone = sql.execute("DELETE FROM sms_text WHERE state <> 'waiting' AND made < ?", {before}); !gone)
		return gone.error();
	return done(sql.execute("DELETE FROM sms_use WHERE began < ?", {countersBefore}));
}

sx::Result<Counted> count(sx::Sql& sql, const std::vector<Counter>& counters)
{
	for (std::size_t i = 0; i < counters.size(); ++i)
	{
		const auto& each = counters[i];
		auto counted = sql.query(
			"INSERT INTO sms_use (tenant_id, scope, subject, span, began, used) VALUES (:tenant, ?, ?, ?, ?, 1)"
			" ON CONFLICT (tenant_id, scope, subject, span, began) DO UPDATE SET used = sms_use.used + 1 WHERE "
			"sms_use.used < ? RETURNING used",
			{each.scope, each.subject, std::int64_t{each.span.count()}, each.began, each.most});
		if (!counted) return counted.error();
		if (!counted->empty()) continue;
		// Undo the counts so far: the caller may continue the transaction, and a refused text does not count.
		for (std::size_t back = i; back-- > 0;)
			if (auto undone = uncount(sql, counters[back]); !undone) return undone.error();
		return Counted{true, each};
	}
	return Counted{};
}

}

std::string sealText(const sx::Context& context,
	const sx::TenantId& tenant,
	const std::string& id,
	const sx::sms::Text& text,
	const std::string& token)
{
	const auto& keys = context.keys();
	return keys.toBase64Url(keys.seal(identity(tenant, id), context.json().write(toValue(text, token))).value);
}

sx::Result<Opened> openText(
	const sx::Context& context, const sx::TenantId& tenant, const std::string& id, const std::string& sealed)
{
	auto bytes = context.keys().fromBase64Url(sealed);
	if (!bytes) return bytes.error();
	auto open = context.keys().open(identity(tenant, id), *bytes);
	if (!open) return open.error();
	auto value = context.json().parse(open->reveal());
	if (!value) return sx::Error{.detail = "sms: a sealed text is no JSON"};
	return Opened{toText(*value), (*value)["token"].text()};
}

}
