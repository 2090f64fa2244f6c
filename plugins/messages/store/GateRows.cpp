#include "store/GateRows.h"

namespace sx::messages::gate_rows {

Result<> insert(Sql& sql, const MessageId& message, const GrantId& grant, const GateRow& gate)
{
	auto put = sql.execute("INSERT INTO messages_gate (tenant_id, grant_id, name, message_id, setting, ask_after) "
						   "VALUES (:tenant, ?, ?, ?, ?, 0)",
		{grant, gate.name, message, gate.setting});
	if (!put) return put.error();
	return {};
}

Result<std::vector<GateRow>> ofGrant(Sql& sql, const GrantId& grant)
{
	auto rows = sql.query("SELECT name, setting, state, ask_after FROM messages_gate WHERE tenant_id = :tenant AND "
						  "grant_id = ? ORDER BY name",
		{grant});
	if (!rows) return rows.error();
	std::vector<GateRow> out;
	for (const auto& row: *rows) out.push_back({row.text(0), row.bytes(1), row.bytes(2), row.instant(3)});
	return out;
}

Result<std::map<std::string, std::vector<GateRow>>> ofMessage(Sql& sql, const MessageId& message)
{
	auto rows = sql.query("SELECT grant_id, name, setting, state, ask_after FROM messages_gate WHERE tenant_id = "
						  ":tenant AND message_id = ? ORDER BY name",
		{message});
	if (!rows) return rows.error();
	std::map<std::string, std::vector<GateRow>> out;
	for (const auto& row: *rows) out[row.text(0)].push_back({row.text(1), row.bytes(2), row.bytes(3), row.instant(4)});
	return out;
}

Result<> setAsked(Sql& sql, const GrantId& grant, std::string_view name, const Bytes& state, Instant askAfter)
{
	auto put = sql.execute(
		"UPDATE messages_gate SET state = ?, ask_after = ? WHERE tenant_id = :tenant AND grant_id = ? AND name = ?",
		{state, askAfter, grant, name});
	if (!put) return put.error();
	return {};
}

Result<> forgetAsked(Sql& sql, const GrantId& grant)
{
	auto put = sql.execute(
		"UPDATE messages_gate SET state = NULL WHERE tenant_id = :tenant AND grant_id = ? AND state IS NOT NULL",
		{grant});
	if (!put) return put.error();
	return {};
}

Result<std::map<std::string, std::int64_t>> countsByName(Sql& sql)
{
	// all tenants: counted for the operator at start
	auto rows = sql.query("SELECT g.name, COUNT(*) FROM messages_gate g JOIN messages_message m ON m.tenant_id = "
						  "g.tenant_id AND m.id = g.message_id"
						  " AND m.state = 'sent' GROUP BY g.name");
	if (!rows) return rows.error();
	std::map<std::string, std::int64_t> out;
	for (const auto& row: *rows) out.emplace(row.text(0), row.integer(1));
	return out;
}

}
