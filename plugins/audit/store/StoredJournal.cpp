#include "store/StoredJournal.h"

namespace audit {

namespace {

constexpr std::int64_t kBatch = 1000;

Entry readEntry(const sx::SqlRow& row)
{
	return {row.integer(0),
		row.instant(1),
		row.text(2),
		row.text(3),
		row.text(4),
		row.text(5),
		row.text(6),
		row.text(7),
		row.text(8)};
}

sx::Result<std::optional<Head>> readHead(sx::Sql& sql)
{
	auto rows = sql.query("SELECT entries, hash, mac FROM audit_head WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<Head>();
	const auto& row = rows->front();
	return std::optional<Head>({row.integer(0), row.text(1), row.text(2)});
}

/// Locks the tenant's head row, so that no other transaction appends before this one ends. Returns the head as it was.
sx::Result<Head> takeHead(sx::Sql& sql)
{
	constexpr auto kTake =
		"UPDATE audit_head SET entries = entries + 1 WHERE tenant_id = :tenant RETURNING entries, hash, mac";
	auto rows = sql.query(kTake);
	if (rows && rows->empty())
	{
		auto made = sql.execute("INSERT INTO audit_head (tenant_id, entries, hash, mac) VALUES (:tenant, 0, '', '') ON "
								"CONFLICT DO NOTHING");
		if (!made) return made.error();
		rows = sql.query(kTake);
	}
	if (!rows) return rows.error();
	if (rows->empty()) return sx::Error{.detail = "audit: the head row cannot be made"};
	const auto& row = rows->front();
	return Head{row.integer(0) - 1, row.text(1), row.text(2)};
}

sx::Result<> insert(sx::Sql& sql, const Entry& entry)
{
	auto done = sql.execute(
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
			entry.hash});
	if (!done) return done.error();
	return {};
}

}

sx::Result<> StoredJournal::append(sx::Sql& sql, const sx::audit::Event& event) noexcept
{
	const auto& tenant = sql.tenant();
	if (tenant.empty()) return sx::Error{.detail = "audit: an entry needs a transaction of one tenant"};
	auto head = takeHead(sql);
	if (!head) return head.error();

	const auto& keys = _context->keys();
	Entry entry{head->entries + 1,
		_context->clock().now(),
		event.kind,
		event.actor.value,
		event.subject,
		_context->json().writeCanonical(event.details.isNull() ? sx::Value(sx::Value::Object()) : event.details),
		event.address,
		head->hash,
		{}};
	entry.hash = hashOf(tenant, entry, _context->json(), keys);
	if (auto row = insert(sql, entry); !row) return row;

	Head next{entry.number, entry.hash, {}};
	// After a forged end the new end gets no MAC: appending must not repair it, so that verify keeps reporting it.
	if (head->entries == 0 || hasTrueMac(tenant, *head, keys)) next.mac = macOf(tenant, next, keys);
	auto done = sql.execute("UPDATE audit_head SET hash = ?, mac = ? WHERE tenant_id = :tenant", {next.hash, next.mac});
	if (!done) return done.error();
	return {};
}

sx::Result<sx::audit::ChainReport> StoredJournal::verify(const sx::TenantId& tenant) const noexcept
{
	// The end is read first, then the entries in one transaction per batch: entries that are appended meanwhile come
	// after that end and are left out.
	ChainCheck check(tenant, _context->json(), _context->keys());
	std::optional<Head> head;
	std::int64_t last = 0;
	auto opened = _context->store().read(tenant, [&](sx::Sql& sql) -> sx::Result<> {
		auto found = readHead(sql);
		if (!found) return found.error();
		head = std::move(*found);
		auto rows = sql.query("SELECT COALESCE(MAX(number), 0) FROM audit_entry WHERE tenant_id = :tenant");
		if (!rows) return rows.error();
		last = rows->empty() ? 0 : rows->front().integer(0);
		return {};
	});
	if (!opened) return opened.error();

	for (std::int64_t from = 0; from < last && check.report().firstFault.empty();)
	{
		auto rows = _context->store().read(tenant, [&](sx::Sql& sql) {
			return sql.query(
				"SELECT number, at, kind, actor, subject, details, address, previous, hash FROM audit_entry "
				"WHERE tenant_id = :tenant AND number > ? AND number <= ? ORDER BY number LIMIT ?",
				{from, last, kBatch});
		});
		if (!rows) return rows.error();
		if (rows->empty()) break;
		for (const auto& row: *rows)
		{
			const auto entry = readEntry(row);
			from = entry.number;
			if (!check.take(entry)) break;
		}
	}
	check.finish(head ? &*head : nullptr);
	return check.report();
}

sx::Result<std::vector<sx::TenantId>> StoredJournal::tenants() const noexcept
{
	return _context->store().readAll("verify every chain", [](sx::Sql& sql) -> sx::Result<std::vector<sx::TenantId>> {
		auto rows = sql.query(
			"SELECT tenant_id FROM audit_head UNION SELECT tenant_id FROM audit_entry ORDER BY tenant_id");
		if (!rows) return rows.error();
		std::vector<sx::TenantId> out;
		for (const auto& row: *rows) out.push_back({row.text(0)});
		return out;
	});
}

sx::Result<Head> StoredJournal::head(const sx::TenantId& tenant) const noexcept
{
	return _context->store().read(tenant, [](sx::Sql& sql) -> sx::Result<Head> {
		auto found = readHead(sql);
		if (!found) return found.error();
		if (!*found) return sx::Error{.code = sx::Code::Missing, .detail = "this tenant has no journal"};
		return **found;
	});
}

sx::Result<> StoredJournal::renewMacs() noexcept
{
	auto all = tenants();
	if (!all) return all.error();
	const auto& keys = _context->keys();
	for (const auto& tenant: *all)
	{
		auto now = head(tenant);
		if (!now || hasCurrentMac(tenant, *now, keys) || !hasTrueMac(tenant, *now, keys)) continue;
		auto done = _context->store().write(tenant, [&](sx::Sql& sql) {
			// Update only while the end is the same: a newer end already has a newer MAC.
			return sql.execute("UPDATE audit_head SET mac = ? WHERE tenant_id = :tenant AND mac = ?",
				{macOf(tenant, *now, keys), now->mac});
		});
		if (!done) return done.error();
	}
	return {};
}

}
