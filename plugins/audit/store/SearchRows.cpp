#include "store/SearchRows.h"

#include "store/EntryRow.h"

namespace sx::audit::search_rows {

namespace {

Result<std::int64_t> numberOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	return rows->empty() ? 0 : rows->front().integer(0);
}

}

Result<std::vector<Entry>> find(Sql& sql, const Span& span, int limit)
{
	auto text = "SELECT " + std::string(kEntryColumns) + " FROM audit_entry WHERE tenant_id = :tenant";
	SqlValues values;
	const auto add = [&](std::string_view condition, SqlValue value) {
		text += condition;
		values.push_back(std::move(value));
	};
	if (span.actor) add(" AND actor = ?", *span.actor);
	if (!span.kind.empty()) add(" AND kind = ?", span.kind);
	if (span.subject) add(" AND subject = ?", *span.subject);
	add(" AND number > ?", span.above);
	add(" AND number < ?", span.below);
	// Numbers follow the clock only roughly, on several machines.
	if (span.from) add(" AND at >= ?", *span.from);
	if (span.to) add(" AND at < ?", *span.to);
	add(" ORDER BY number DESC LIMIT ?", limit);
	auto rows = sql.query(text, values);
	if (!rows) return rows.error();
	std::vector<Entry> out;
	for (const auto& row: *rows) out.push_back(entryOf(row));
	return out;
}

Result<std::int64_t> firstAt(Sql& sql, Instant from)
{
	return numberOf(sql.query(
		"SELECT number FROM audit_entry WHERE tenant_id = :tenant AND at >= ? ORDER BY at, number LIMIT 1", {from}));
}

Result<std::int64_t> lastBefore(Sql& sql, Instant to)
{
	return numberOf(sql.query(
		"SELECT number FROM audit_entry WHERE tenant_id = :tenant AND at < ? ORDER BY at DESC, number DESC LIMIT 1",
		{to}));
}

Result<std::vector<std::string>> subjectsBeginning(Sql& sql, const std::string& text, int most)
{
	// Seeks one subject after the other: one of them may have half of the journal.
	std::vector<std::string> out;
	const auto end = text + "\U0010FFFF";
	for (auto last = text; static_cast<int>(out.size()) < most;)
	{
		auto rows = sql.query(std::string("SELECT subject FROM audit_entry WHERE tenant_id = :tenant AND subject ") +
				(out.empty() ? ">=" : ">") + " ? AND subject < ? ORDER BY subject LIMIT 1",
			{last, end});
		if (!rows) return rows.error();
		if (rows->empty()) break;
		last = rows->front().text(0);
		if (!last.starts_with(text)) break;
		out.push_back(last);
	}
	return out;
}

Result<> keepCheck(Sql& sql, const Checked& checked)
{
	auto kept = sql.execute(
		"INSERT INTO audit_check (tenant_id, chain, at, entries, fault) VALUES (:tenant, ?, ?, ?, ?)"
		" ON CONFLICT (tenant_id, chain) DO UPDATE SET at = excluded.at,"
		" entries = excluded.entries, fault = excluded.fault",
		{checked.chain, checked.at, checked.entries, checked.fault});
	if (!kept) return kept.error();
	return {};
}

Result<std::vector<Checked>> checks(Sql& sql)
{
	auto rows = sql.query("SELECT chain, at, entries, fault FROM audit_check WHERE tenant_id = :tenant ORDER BY chain");
	if (!rows) return rows.error();
	std::vector<Checked> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.chain = next.text(), .at = next.instant(), .entries = next.integer(), .fault = next.text()});
	}
	return out;
}

}
