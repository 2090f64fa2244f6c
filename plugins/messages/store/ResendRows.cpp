#include "store/ResendRows.h"

namespace sx::messages::resend_rows {

Result<ResendRow> of(Sql& sql, const MessageId& message, const GrantId& grant)
{
	auto rows = sql.query("SELECT g.proof_mac, g.is_over, g.opens_left, (SELECT COUNT(*) FROM messages_event e WHERE "
						  "e.tenant_id = g.tenant_id"
						  " AND e.message_id = g.message_id AND e.grant_id = g.id AND e.kind = 'resent'),"
						  " (SELECT MAX(e.at) FROM messages_event e WHERE e.tenant_id = g.tenant_id AND e.message_id = "
						  "g.message_id AND e.grant_id = g.id AND e.kind = 'resent')"
						  " FROM messages_grant g WHERE g.tenant_id = :tenant AND g.message_id = ? AND g.id = ?",
		{message, grant});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such recipient"};
	const auto& row = rows->front();
	return ResendRow{
		row.bytes(0), row.flag(1) || row.integer(2) == 0, static_cast<int>(row.integer(3)), row.maybeInstant(4)};
}

Result<> renew(Sql& sql, const GrantId& grant, const Bytes& codeMac)
{
	auto done = codeMac.value.empty()
		? sql.execute("UPDATE messages_grant SET delivered = NULL WHERE tenant_id = :tenant AND id = ?", {grant})
		: sql.execute("UPDATE messages_grant SET delivered = NULL, code_mac = ? WHERE tenant_id = :tenant AND id = ?",
			  {codeMac, grant});
	if (!done) return done.error();
	return {};
}

}
