#include "store/BlobRows.h"

#include "domain/Parts.h"
#include "sx/enums.h"

#include <algorithm>

namespace sx::storage::blob_rows {
namespace {

constexpr auto kStates = enumWords<BlobState>({
	{BlobState::Open, "open"},
	{BlobState::Complete, "complete"},
	{BlobState::Destroyed, "destroyed"},
});

/// Locks an open blob's row until the transaction ends, so that changes of its parts and its completion run one after
/// the other.
Result<> touchOpen(Sql& sql, const BlobId& id, Instant now)
{
	auto touched = sql.execute(
		"UPDATE storage_blob SET touched = ? WHERE tenant_id = :tenant AND id = ? AND state = 'open'", {now, id});
	if (!touched) return touched.error();
	if (*touched == 1) return {};
	auto row = byId(sql, id);
	if (!row) return row.error();
	if (row->state == BlobState::Complete) return failed(Code::Conflict, "the blob is complete");
	return failed(Code::Missing, "the blob is destroyed");
}

}

Result<> insert(Sql& sql, const BlobId& id, std::int64_t bytes, Instant now)
{
	auto done = sql.execute(
		"INSERT INTO storage_blob (tenant_id, id, bytes, state, touched) VALUES (:tenant, ?, ?, 'open', ?)",
		{id, bytes, now});
	if (!done) return done.error();
	return {};
}

Result<BlobRow> byId(Sql& sql, const BlobId& id, int part)
{
	auto rows = sql.query(
		"SELECT bytes, state, (SELECT COUNT(*) FROM storage_part p WHERE p.tenant_id = :tenant AND p.blob_id = b.id"
		" AND p.part = ?) FROM storage_blob b WHERE b.tenant_id = :tenant AND b.id = ?",
		{part, id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such blob");
	RowReader next(rows->front());
	return BlobRow{.id = id,
		.bytes = next.integer(),
		.state = kStates.valueOf(next.text()).value_or(BlobState::Destroyed),
		.hasPart = next.integer() > 0};
}

Result<std::vector<int>> parts(Sql& sql, const BlobId& id)
{
	auto rows = sql.query(
		"SELECT part FROM storage_part WHERE tenant_id = :tenant AND blob_id = ? ORDER BY part", {id});
	if (!rows) return rows.error();
	std::vector<int> out;
	for (const auto& row: *rows) out.push_back(static_cast<int>(row.integer(0)));
	return out;
}

Result<> uncommitPart(Sql& sql, const BlobId& id, int part, Instant now)
{
	if (auto open = touchOpen(sql, id, now); !open) return open;
	auto gone = sql.execute(
		"DELETE FROM storage_part WHERE tenant_id = :tenant AND blob_id = ? AND part = ?", {id, part});
	if (!gone) return gone.error();
	return {};
}

Result<> commitPart(Sql& sql, const BlobId& id, int part, Instant now)
{
	if (auto open = touchOpen(sql, id, now); !open) return open;
	auto put = sql.execute(
		"INSERT INTO storage_part (tenant_id, blob_id, part) VALUES (:tenant, ?, ?) ON CONFLICT DO NOTHING",
		{id, part});
	if (!put) return put.error();
	return {};
}

Result<> complete(Sql& sql, const BlobId& id, Instant now)
{
	if (auto open = touchOpen(sql, id, now); !open)
	{
		auto row = byId(sql, id);
		if (row && row->state == BlobState::Complete) return {};
		return open;
	}
	auto row = byId(sql, id);
	if (!row) return row.error();
	auto there = sql.query("SELECT COUNT(*) FROM storage_part WHERE tenant_id = :tenant AND blob_id = ?", {id});
	if (!there) return there.error();
	if (there->front().integer(0) != partCount(row->bytes)) return failed(Code::Conflict, "parts are missing");
	auto done = sql.execute("UPDATE storage_blob SET state = 'complete' WHERE tenant_id = :tenant AND id = ?", {id});
	if (!done) return done.error();
	return {};
}

Result<bool> markDestroyed(Sql& sql, const BlobId& id, Instant now)
{
	auto marked = sql.execute(
		"UPDATE storage_blob SET state = 'destroyed', touched = ? WHERE tenant_id = :tenant AND id = ?"
		" AND state <> 'destroyed'",
		{now, id});
	if (!marked) return marked.error();
	auto gone = sql.execute("DELETE FROM storage_part WHERE tenant_id = :tenant AND blob_id = ?", {id});
	if (!gone) return gone.error();
	return *marked == 1;
}

Result<> forget(Sql& sql, const BlobId& id)
{
	auto gone = sql.execute(
		"DELETE FROM storage_blob WHERE tenant_id = :tenant AND id = ? AND state = 'destroyed'", {id});
	if (!gone) return gone.error();
	return {};
}

Result<std::vector<Abandoned>> abandoned(Sql& sql, Instant before)
{
	// all tenants: the sweep
	auto rows = sql.query(
		"SELECT tenant_id, id FROM storage_blob WHERE state = 'open' AND touched < ? LIMIT 500", {before});
	if (!rows) return rows.error();
	std::vector<Abandoned> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.tenant = {next.text()}, .blob = {next.text()}});
	}
	return out;
}

Result<std::vector<std::string>> known(Sql& sql, const std::vector<std::string>& ids)
{
	if (ids.empty()) return std::vector<std::string>{};
	// Always the same text, which is prepared once: the places that are left get no id.
	constexpr std::size_t kPlaces = 200;
	std::string marks;
	SqlValues values;
	for (std::size_t i = 0; i < std::max(ids.size(), kPlaces); ++i)
	{
		marks += marks.empty() ? "?" : ", ?";
		values.emplace_back(i < ids.size() ? ids[i] : std::string());
	}
	// all tenants: the sweep
	auto rows = sql.query("SELECT id FROM storage_blob WHERE id IN (" + marks + ")", values);
	if (!rows) return rows.error();
	std::vector<std::string> out;
	for (const auto& row: *rows) out.push_back(row.text(0));
	return out;
}

}
