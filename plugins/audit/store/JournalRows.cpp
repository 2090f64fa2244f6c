#include "store/JournalRows.h"

#include "store/EntryRow.h"

namespace sx::audit::journal_rows {

namespace {

constexpr std::int64_t kBatch = 1000;

Head headOf(const SqlRow& row)
{
	RowReader next(row);
	return {.entries = next.integer(),
		.hash = next.text(),
		.mac = next.text(),
		.forgotten = next.integer(),
		.start = next.text()};
}

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

Result<std::optional<Head>> head(Sql& sql)
{
	auto rows = sql.query("SELECT entries, hash, mac, forgotten, start FROM audit_head WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	return rows->empty() ? std::optional<Head>() : headOf(rows->front());
}

Result<Head> takeHead(Sql& sql)
{
	constexpr auto kTake =
		"UPDATE audit_head SET entries = entries + 1 WHERE tenant_id = :tenant RETURNING entries, hash, mac, "
		"forgotten, start";
	auto rows = sql.query(kTake);
	if (rows && rows->empty())
	{
		auto made = sql.execute("INSERT INTO audit_head (tenant_id, entries, hash, mac, forgotten, start) VALUES "
								"(:tenant, 0, '', '', 0, '') ON CONFLICT DO NOTHING");
		if (!made) return made.error();
		rows = sql.query(kTake);
	}
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Internal, "audit: the head row cannot be made");
	auto taken = headOf(rows->front());
	--taken.entries;
	return taken;
}

Result<> setHead(Sql& sql, const Head& head)
{
	return done(
		sql.execute("UPDATE audit_head SET hash = ?, mac = ? WHERE tenant_id = :tenant", {head.hash, head.mac}));
}

Result<std::optional<Head>> lockHead(Sql& sql)
{
	auto rows = sql.query("UPDATE audit_head SET mac = mac WHERE tenant_id = :tenant RETURNING entries, hash, mac, "
						  "forgotten, start");
	if (!rows) return rows.error();
	return rows->empty() ? std::optional<Head>() : headOf(rows->front());
}

Result<> forget(Sql& sql, const Head& head)
{
	auto gone = sql.execute("DELETE FROM audit_entry WHERE tenant_id = :tenant AND number <= ?", {head.forgotten});
	if (!gone) return gone.error();
	return done(sql.execute("UPDATE audit_head SET mac = ?, forgotten = ?, start = ? WHERE tenant_id = :tenant",
		{head.mac, head.forgotten, head.start}));
}

Result<> renewMac(Sql& sql, const std::string& before, const std::string& mac)
{
	return done(sql.execute("UPDATE audit_head SET mac = ? WHERE tenant_id = :tenant AND mac = ?", {mac, before}));
}

Result<> insert(Sql& sql, const Entry& entry)
{
	return done(sql.execute(
		"INSERT INTO audit_entry (tenant_id, number, at, kind, actor, subject, details, address, previous, hash) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		{entry.number,
			entry.at,
			entry.kind,
			entry.actor,
			entry.subject,
			entry.details,
			entry.address,
			entry.previous,
			entry.hash}));
}

Result<std::int64_t> lastNumber(Sql& sql)
{
	auto rows = sql.query("SELECT COALESCE(MAX(number), 0) FROM audit_entry WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	return rows->empty() ? 0 : rows->front().integer(0);
}

Result<std::vector<Entry>> entries(Sql& sql, std::int64_t from, std::int64_t last)
{
	auto rows = sql.query("SELECT number, at, kind, actor, subject, details, address, previous, hash FROM audit_entry "
						  "WHERE tenant_id = :tenant AND number > ? AND number <= ? ORDER BY number LIMIT ?",
		{from, last, kBatch});
	if (!rows) return rows.error();
	std::vector<Entry> out;
	for (const auto& row: *rows) out.push_back(entryOf(row));
	return out;
}

Result<std::vector<Recorded>> ofKind(Sql& sql, std::string_view kind, std::int64_t after, int limit)
{
	auto rows = sql.query(
		"SELECT number, subject FROM audit_entry WHERE tenant_id = :tenant AND kind = ? AND number > ? "
		"ORDER BY number LIMIT ?",
		{kind, after, limit});
	if (!rows) return rows.error();
	std::vector<Recorded> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.number = next.integer(), .subject = next.text()});
	}
	return out;
}

Result<std::vector<TenantId>> tenants(Sql& sql)
{
	// Seeks one company after the other in the entries' key: a head that somebody deleted must not hide its chain.
	auto rows = sql.query("WITH RECURSIVE company(id) AS (SELECT MIN(tenant_id) FROM audit_entry UNION ALL"
						  " SELECT (SELECT MIN(e.tenant_id) FROM audit_entry e WHERE e.tenant_id > company.id)"
						  " FROM company WHERE company.id IS NOT NULL)"
						  " SELECT id FROM company WHERE id IS NOT NULL UNION SELECT tenant_id FROM audit_head"
						  " ORDER BY 1");
	if (!rows) return rows.error();
	std::vector<TenantId> out;
	for (const auto& row: *rows) out.push_back({row.text(0)});
	return out;
}

}
