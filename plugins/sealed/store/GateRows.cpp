#include "store/GateRows.h"

namespace sx::sealed::gate_rows {

Result<> insert(Sql& sql, const ItemId& item, const GrantId& grant, const GateRow& gate)
{
	auto put = sql.execute("INSERT INTO sealed_gate (tenant_id, grant_id, name, item_id, setting, ask_after) "
						   "VALUES (:tenant, ?, ?, ?, ?, 0)",
		{grant, gate.name, item, gate.setting});
	if (!put) return put.error();
	return {};
}

Result<std::vector<GateRow>> ofGrant(Sql& sql, const GrantId& grant)
{
	auto rows = sql.query("SELECT name, setting, state, ask_after FROM sealed_gate WHERE tenant_id = :tenant AND "
						  "grant_id = ? ORDER BY name",
		{grant});
	if (!rows) return rows.error();
	std::vector<GateRow> out;
	for (const auto& row: *rows) out.push_back({row.text(0), row.bytes(1), row.bytes(2), row.instant(3)});
	return out;
}

Result<std::map<std::string, std::vector<std::string>>> namesOf(Sql& sql, const std::vector<ItemId>& items)
{
	auto rows = sql.query("SELECT grant_id, name FROM sealed_gate WHERE tenant_id = :tenant AND item_id IN (" +
			placeholders(items.size()) + ") ORDER BY name",
		SqlValues(items.begin(), items.end()));
	if (!rows) return rows.error();
	std::map<std::string, std::vector<std::string>> out;
	for (const auto& row: *rows) out[row.text(0)].push_back(row.text(1));
	return out;
}

Result<> setAsked(Sql& sql, const GrantId& grant, std::string_view name, const Bytes& state, Instant askAfter)
{
	auto put = sql.execute(
		"UPDATE sealed_gate SET state = ?, ask_after = ? WHERE tenant_id = :tenant AND grant_id = ? AND name = ?",
		{state, askAfter, grant, name});
	if (!put) return put.error();
	return {};
}

Result<> forgetAsked(Sql& sql, const GrantId& grant)
{
	auto put = sql.execute(
		"UPDATE sealed_gate SET state = NULL WHERE tenant_id = :tenant AND grant_id = ? AND state IS NOT NULL",
		{grant});
	if (!put) return put.error();
	return {};
}

Result<std::vector<std::string>> allNames(Sql& sql)
{
	// all tenants: for the operator at start. Each name is one seek, however many rows have it.
	auto rows = sql.query(
		"WITH RECURSIVE n(name) AS (SELECT MIN(name) FROM sealed_gate UNION ALL"
		" SELECT (SELECT MIN(g.name) FROM sealed_gate g WHERE g.name > n.name) FROM n WHERE n.name IS NOT NULL)"
		" SELECT name FROM n WHERE name IS NOT NULL");
	if (!rows) return rows.error();
	std::vector<std::string> out;
	for (const auto& row: *rows) out.push_back(row.text(0));
	return out;
}

Result<std::int64_t> countNamed(Sql& sql, std::string_view name)
{
	// all tenants: for the operator at start
	auto rows = sql.query(
		"SELECT COUNT(*) FROM (SELECT 1 FROM sealed_gate WHERE name = ? ORDER BY name LIMIT 10000) AS counted", {name});
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

}
