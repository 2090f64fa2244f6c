#include "store/RecipientRows.h"

#include <algorithm>

namespace sx::messages::recipient_rows {

Result<int> count(Sql& sql, const MessageId& message, const GrantId& grant, std::string_view kind, Instant since)
{
	auto rows = sql.query("SELECT COUNT(*) FROM messages_event WHERE tenant_id = :tenant AND message_id = ? AND "
						  "grant_id = ? AND kind = ? AND at >= ?",
		{message, grant, kind, since});
	if (!rows) return rows.error();
	return static_cast<int>(rows->front().integer(0));
}

Result<> giveUp(Sql& sql, const GrantId& grant, Instant now)
{
	// Lower `opens` as well, so that the difference remains the number of opens taken.
	auto done = sql.execute(
		"UPDATE messages_grant SET opens = opens - opens_left, opens_left = 0 WHERE tenant_id = :tenant AND id = ?",
		{grant});
	if (!done) return done.error();
	done = sql.execute(
		"UPDATE messages_lease SET ended = ? WHERE tenant_id = :tenant AND grant_id = ? AND ended IS NULL",
		{now, grant});
	if (!done) return done.error();
	return {};
}

Result<std::optional<GrantRow>> byToken(Sql& sql, const Token& token)
{
	auto rows = sql.query("SELECT message_id, id FROM messages_grant WHERE tenant_id = :tenant AND token = ?", {token});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<GrantRow>();
	auto grants = message_rows::grantsOf(sql, {rows->front().text(0)});
	if (!grants) return grants.error();
	const auto found = std::find_if(
		grants->begin(), grants->end(), [&](const GrantRow& each) { return each.id.value == rows->front().text(1); });
	return found == grants->end() ? std::optional<GrantRow>() : std::optional(*found);
}

}
