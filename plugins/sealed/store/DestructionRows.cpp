#include "store/DestructionRows.h"

#include "store/ItemRows.h"
#include "sx/list.h"

#include <set>

namespace sx::sealed::destruction_rows {
namespace {

ReceiptRow receiptAt(const SqlRow& row)
{
	RowReader next(row);
	return {.number = next.integer(),
		.item = {next.text()},
		.body = next.text(),
		.hash = next.bytes(),
		.signature = next.bytes(),
		.publicKey = next.bytes()};
}

const std::string kReceipt =
	"SELECT number, item_id, body, hash, signature, public_key FROM sealed_receipt WHERE tenant_id = :tenant ";

}

Result<bool> eraseShares(Sql& sql, const ItemId& item, Cause cause, Instant now)
{
	auto begun = sql.execute("UPDATE sealed_item SET state = 'destroying', cause = ?, destroyed = ?"
							 " WHERE tenant_id = :tenant AND id = ? AND state IN ('draft', 'sealed')",
		{wordOf(cause), now, item});
	if (!begun) return begun.error();
	if (*begun == 0) return false;
	auto erased = sql.execute("UPDATE sealed_grant SET share = NULL WHERE tenant_id = :tenant AND item_id = ?", {item});
	if (!erased) return erased.error();
	return true;
}

Result<> eraseSecrets(Sql& sql, const ItemId& item, bool keepNote)
{
	if (auto locked = item_rows::lock(sql, item); !locked) return locked;
	auto erased = sql.execute(
		"UPDATE sealed_grant SET share = NULL, slot = NULL, proof_mac = NULL, password_mac = NULL, code_mac = NULL,"
		" code_sealed = NULL, is_over = 1 WHERE tenant_id = :tenant AND item_id = ?",
		{item});
	if (!erased) return erased.error();
	erased = sql.execute("DELETE FROM sealed_gate WHERE tenant_id = :tenant AND item_id = ?", {item});
	if (!erased) return erased.error();
	erased = sql.execute("DELETE FROM sealed_lease WHERE tenant_id = :tenant AND grant_id IN"
						 " (SELECT id FROM sealed_grant WHERE tenant_id = :tenant AND item_id = ?)",
		{item});
	if (!erased) return erased.error();
	if (keepNote) return {};
	erased = sql.execute("UPDATE sealed_item SET note = NULL WHERE tenant_id = :tenant AND id = ?", {item});
	if (!erased) return erased.error();
	return {};
}

Result<bool> markDestroyed(Sql& sql, const ItemId& item)
{
	auto done = sql.execute(
		"UPDATE sealed_item SET state = 'destroyed' WHERE tenant_id = :tenant AND id = ? AND state = 'destroying'",
		{item});
	if (!done) return done.error();
	if (*done == 0) return false;
	auto gone = sql.execute("DELETE FROM sealed_file WHERE tenant_id = :tenant AND item_id = ?", {item});
	if (!gone) return gone.error();
	return true;
}

Result<bool> closeGrant(Sql& sql, const ItemId& item, const GrantId& grant, Instant now)
{
	if (auto locked = item_rows::lock(sql, item); !locked) return locked.error();
	auto closed = sql.execute(
		"UPDATE sealed_grant SET share = NULL, slot = NULL, password_mac = NULL, code_mac = NULL, is_over = 1"
		" WHERE tenant_id = :tenant AND id = ? AND is_over = 0 AND opens_left = 0 AND NOT EXISTS (SELECT 1 FROM "
		"sealed_lease l"
		" WHERE l.tenant_id = :tenant AND l.grant_id = sealed_grant.id AND l.ended IS NULL AND l.expires > ?)",
		{grant, now});
	if (!closed) return closed.error();
	if (*closed == 0) return false;
	auto gone = sql.execute("DELETE FROM sealed_gate WHERE tenant_id = :tenant AND grant_id = ?", {grant});
	if (!gone) return gone.error();
	return true;
}

Result<> useUp(Sql& sql, const ItemId& item, const GrantId& grant, Instant at)
{
	if (auto locked = item_rows::lock(sql, item); !locked) return locked;
	auto taken = sql.execute("UPDATE sealed_grant SET opens_left = 0 WHERE tenant_id = :tenant AND id = ?", {grant});
	if (!taken) return taken.error();
	auto ended = sql.execute(
		"UPDATE sealed_lease SET ended = ? WHERE tenant_id = :tenant AND grant_id = ? AND ended IS NULL", {at, grant});
	if (!ended) return ended.error();
	return {};
}

Result<bool> isUsedUp(Sql& sql, const ItemId& item)
{
	auto rows = sql.query(
		"SELECT 1 FROM sealed_grant WHERE tenant_id = :tenant AND item_id = ? AND is_over = 0 LIMIT 1", {item});
	if (!rows) return rows.error();
	return rows->empty();
}

Result<std::vector<DueItem>> dueItems(Sql& sql, Instant now, Instant draftsBefore)
{
	std::vector<DueItem> out;
	// all tenants: the sweep
	auto rows = sql.query(
		"SELECT tenant_id, id FROM sealed_item WHERE state = 'sealed' AND expires <= ? LIMIT 500", {now});
	if (!rows) return rows.error();
	for (const auto& row: *rows) out.push_back({{row.text(0)}, {row.text(1)}, Cause::Expired});
	rows = sql.query(
		"SELECT tenant_id, id FROM sealed_item WHERE state = 'draft' AND (made <= ? OR expires <= ?) LIMIT 500",
		{draftsBefore, now});
	if (!rows) return rows.error();
	for (const auto& row: *rows) out.push_back({{row.text(0)}, {row.text(1)}, Cause::Abandoned});
	// The right to write was the lease's.
	rows = sql.query("SELECT m.tenant_id, m.id FROM sealed_item m WHERE m.state = 'draft' AND m.link <> ''"
					 " AND NOT EXISTS (SELECT 1 FROM sealed_lease l WHERE l.tenant_id = m.tenant_id"
					 " AND l.grant_id = m.link AND l.ended IS NULL AND l.expires > ?) LIMIT 500",
		{now});
	if (!rows) return rows.error();
	for (const auto& row: *rows) out.push_back({{row.text(0)}, {row.text(1)}, Cause::Abandoned});
	return out;
}

Result<std::vector<DueGrant>> dueGrants(Sql& sql, Instant now)
{
	// all tenants: the sweep
	auto rows = sql.query(
		"SELECT g.tenant_id, g.item_id, g.id FROM sealed_grant g JOIN sealed_item m ON m.tenant_id = "
		"g.tenant_id"
		" AND m.id = g.item_id AND m.state = 'sealed' WHERE g.is_over = 0 AND g.opens_left = 0 AND NOT EXISTS (SELECT "
		"1 FROM sealed_lease l"
		" WHERE l.tenant_id = g.tenant_id AND l.grant_id = g.id AND l.ended IS NULL AND l.expires > ?) LIMIT 500",
		{now});
	if (!rows) return rows.error();
	std::vector<DueGrant> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.tenant = {next.text()}, .item = {next.text()}, .grant = {next.text()}});
	}
	return out;
}

Result<std::int64_t> opensTaken(Sql& sql, const ItemId& item)
{
	auto rows = sql.query(
		"SELECT opens - opens_left FROM sealed_grant WHERE tenant_id = :tenant AND item_id = ?", {item});
	if (!rows) return rows.error();
	std::int64_t taken = 0;
	for (const auto& row: *rows) taken += row.integer(0);
	return taken;
}

Result<ReceiptRow> lastReceipt(Sql& sql)
{
	auto rows = sql.query(kReceipt + "ORDER BY number DESC LIMIT 1");
	if (!rows) return rows.error();
	return rows->empty() ? ReceiptRow{} : receiptAt(rows->front());
}

Result<> insertReceipt(Sql& sql, const ReceiptRow& receipt)
{
	auto put = sql.execute("INSERT INTO sealed_receipt (tenant_id, number, item_id, body, hash, signature, public_key)"
						   " VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{receipt.number, receipt.item, receipt.body, receipt.hash, receipt.signature, receipt.publicKey});
	if (!put) return put.error();
	return {};
}

Result<std::optional<ReceiptEnd>> receiptEnd(Sql& sql)
{
	auto rows = sql.query("SELECT number, hash, mac FROM sealed_receipt_end WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<ReceiptEnd>();
	RowReader next(rows->front());
	return std::optional(ReceiptEnd{.number = next.integer(), .hash = next.bytes(), .mac = next.bytes()});
}

Result<> setReceiptEnd(Sql& sql, const ReceiptEnd& end)
{
	auto put = sql.execute("INSERT INTO sealed_receipt_end (tenant_id, number, hash, mac) VALUES (:tenant, ?, ?, ?)"
						   " ON CONFLICT (tenant_id) DO UPDATE SET number = excluded.number, hash = excluded.hash,"
						   " mac = excluded.mac",
		{end.number, end.hash, end.mac});
	if (!put) return put.error();
	return {};
}

Result<> renewEndMac(Sql& sql, const ReceiptEnd& before, const Bytes& mac)
{
	auto put = sql.execute("UPDATE sealed_receipt_end SET mac = ? WHERE tenant_id = :tenant AND number = ? AND mac = ?",
		{mac, before.number, before.mac});
	if (!put) return put.error();
	return {};
}

Result<std::vector<TenantId>> tenantsWithEnd(Sql& sql)
{
	// all tenants: their ends' MACs are renewed
	auto rows = sql.query("SELECT tenant_id FROM sealed_receipt_end");
	if (!rows) return rows.error();
	std::vector<TenantId> out;
	for (const auto& row: *rows) out.push_back({row.text(0)});
	return out;
}

Result<std::vector<ItemId>> withoutReceipt(Sql& sql, const std::vector<ItemId>& items)
{
	if (items.empty()) return std::vector<ItemId>{};
	const auto among = "IN (" + placeholders(items.size()) + ")";
	std::set<std::string> excused;
	for (const auto& text: {"SELECT item_id FROM sealed_receipt WHERE tenant_id = :tenant AND item_id " + among,
			 "SELECT id FROM sealed_item WHERE tenant_id = :tenant AND state = 'destroying' AND id " + among})
	{
		auto rows = sql.query(text, SqlValues(items.begin(), items.end()));
		if (!rows) return rows.error();
		for (const auto& row: *rows) excused.insert(row.text(0));
	}
	std::vector<ItemId> out;
	for (const auto& item: items)
		if (!excused.contains(item.value)) out.push_back(item);
	return out;
}

Result<ReceiptRow> receiptOf(Sql& sql, const ItemId& item)
{
	auto rows = sql.query(kReceipt + "AND item_id = ?", {item});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no receipt yet");
	return receiptAt(rows->front());
}

Result<std::vector<ReceiptRow>> receipts(Sql& sql, std::int64_t from, int limit)
{
	auto rows = sql.query(kReceipt + "AND number >= ? ORDER BY number LIMIT ?", {from, limit});
	if (!rows) return rows.error();
	std::vector<ReceiptRow> out;
	for (const auto& row: *rows) out.push_back(receiptAt(row));
	return out;
}

Result<std::int64_t> missingReceipts(Sql& sql)
{
	auto rows = sql.query(
		"SELECT COUNT(*) FROM sealed_item m WHERE m.tenant_id = :tenant AND m.state = 'destroyed' AND NOT EXISTS"
		" (SELECT 1 FROM sealed_receipt r WHERE r.tenant_id = m.tenant_id AND r.item_id = m.id)");
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

}
