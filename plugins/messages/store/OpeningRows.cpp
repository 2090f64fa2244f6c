#include "store/OpeningRows.h"

namespace sx::messages::opening_rows {
namespace {

const std::string kOpening =
	"SELECT g.id, g.message_id, g.opens, g.opens_left, g.share, g.slot, g.proof_mac, g.password_mac, g.code_mac, "
	"g.tries,"
	" g.wait_until, m.state, m.expires, g.gates, m.sent, m.sender_name, m.sender_address, m.language,"
	" g.address, g.name, m.reply_grant, COALESCE(NULLIF(m.sender, ''), m.receiver)"
	" FROM messages_grant g JOIN messages_message m ON m.tenant_id = g.tenant_id AND m.id = g.message_id WHERE "
	"g.tenant_id = :tenant AND ";

OpeningRow openingOf(const SqlRow& row)
{
	OpeningRow out;
	out.grant = {row.text(0)};
	out.message = {row.text(1)};
	out.opens = static_cast<int>(row.integer(2));
	out.state.opensLeft = static_cast<int>(row.integer(3));
	out.share = row.bytes(4);
	out.slot = row.bytes(5);
	out.proofMac = row.bytes(6);
	out.passwordMac = row.bytes(7);
	out.codeMac = row.bytes(8);
	out.state.tries = {static_cast<int>(row.integer(9)), row.instant(10)};
	const auto state = row.text(11);
	out.state.isSent = state == "sent";
	// A grant whose opens are used up loses its share before its message is destroyed, so an empty share alone does not
	// mean destroyed.
	out.state.isDestroyed = state == "destroying" || state == "destroyed" ||
		(out.share.value.empty() && out.state.opensLeft > 0);
	out.state.expires = row.instant(12);
	out.state.gates = static_cast<unsigned>(row.integer(13));
	out.sent = row.instant(14);
	out.senderName = row.text(15);
	out.senderAddress = row.text(16);
	out.language = languageOf(row.text(17));
	out.address = row.text(18);
	out.name = row.text(19);
	out.isByLink = !row.isNull(20);
	out.owner = {row.text(21)};
	return out;
}

LeaseRow leaseAt(const SqlRow& row, std::size_t from)
{
	return {static_cast<int>(row.integer(from)), row.instant(from + 1), row.instant(from + 2), !row.isNull(from + 3)};
}

}

Result<std::optional<OpeningRow>> byToken(Sql& sql, const Token& token)
{
	auto rows = sql.query(kOpening + "g.token = ?", {token});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<OpeningRow>();
	return std::optional(openingOf(rows->front()));
}

Result<OpeningRow> lock(Sql& sql, const OpeningRow& seen)
{
	// A write that changes nothing locks the row on PostgreSQL as SELECT … FOR UPDATE would, and is plain SQL that
	// SQLite takes too.
	auto locked = sql.execute(
		"UPDATE messages_grant SET tries = tries WHERE tenant_id = :tenant AND id = ?", {seen.grant});
	if (!locked) return locked.error();
	auto rows = sql.query(kOpening + "g.id = ?", {seen.grant});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such grant"};
	return openingOf(rows->front());
}

Result<std::optional<LeaseRow>> leaseOf(Sql& sql, const GrantId& grant, const Bytes& leaseHash)
{
	auto rows = sql.query("SELECT number, started, expires, ended FROM messages_lease WHERE tenant_id = :tenant AND "
						  "grant_id = ? AND lease_hash = ?",
		{grant, leaseHash});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<LeaseRow>();
	return std::optional(leaseAt(rows->front(), 0));
}

Result<int> takeOpen(Sql& sql, const GrantId& grant, Instant now)
{
	auto rows = sql.query(
		"UPDATE messages_grant SET opens_left = opens_left - 1, tries = 0, wait_until = 0,"
		" first_opened = CASE WHEN first_opened IS NULL THEN ? ELSE first_opened END"
		" WHERE tenant_id = :tenant AND id = ? AND opens_left > 0 AND share IS NOT NULL RETURNING opens - opens_left",
		{now, grant});
	if (!rows) return rows.error();
	return rows->empty() ? 0 : static_cast<int>(rows->front().integer(0));
}

Result<> insertLease(Sql& sql, const OpeningRow& row, const Bytes& leaseHash, int number, Instant now, Instant expires)
{
	auto put = sql.execute(
		"INSERT INTO messages_lease (tenant_id, grant_id, lease_hash, message_id, number, started, expires)"
		" VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{row.grant, leaseHash, row.message, number, now, expires});
	if (!put) return put.error();
	return {};
}

Result<> setTries(Sql& sql, const GrantId& grant, const Tries& tries)
{
	auto put = sql.execute("UPDATE messages_grant SET tries = ?, wait_until = ? WHERE tenant_id = :tenant AND id = ?",
		{tries.wrong, tries.waitUntil, grant});
	if (!put) return put.error();
	return {};
}

Result<std::optional<LeasedFile>> leased(Sql& sql, const Token& token, const Bytes& leaseHash, const FileId& file)
{
	auto rows = sql.query(
		"SELECT g.id, g.message_id, l.number, l.started, l.expires, l.ended, m.expires, m.state, g.share, f.blob_id, "
		"f.bytes"
		" FROM messages_grant g JOIN messages_lease l ON l.tenant_id = g.tenant_id AND l.grant_id = g.id AND "
		"l.lease_hash = ?"
		" JOIN messages_message m ON m.tenant_id = g.tenant_id AND m.id = g.message_id"
		" LEFT JOIN messages_file f ON f.tenant_id = g.tenant_id AND f.message_id = g.message_id AND f.id = ?"
		" WHERE g.tenant_id = :tenant AND g.token = ?",
		{leaseHash, file, token});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<LeasedFile>();
	const auto& row = rows->front();
	LeasedFile out;
	out.grant = {row.text(0)};
	out.message = {row.text(1)};
	out.lease = leaseAt(row, 2);
	out.messageExpires = row.instant(6);
	out.isLive = row.text(7) == "sent" && !row.isNull(8);
	if (!row.isNull(9)) out.file = FileRow{file, {row.text(9)}, row.integer(10)};
	return std::optional(std::move(out));
}

Result<> renewLease(Sql& sql, const GrantId& grant, const Bytes& leaseHash, Instant expires)
{
	auto put = sql.execute(
		"UPDATE messages_lease SET expires = ? WHERE tenant_id = :tenant AND grant_id = ? AND lease_hash = ?"
		" AND ended IS NULL AND expires < ?",
		{expires, grant, leaseHash, expires});
	if (!put) return put.error();
	return {};
}

Result<bool> endLease(Sql& sql, const GrantId& grant, const Bytes& leaseHash, Instant now)
{
	auto ended = sql.execute("UPDATE messages_lease SET ended = ? WHERE tenant_id = :tenant AND grant_id = ? AND "
							 "lease_hash = ? AND ended IS NULL",
		{now, grant, leaseHash});
	if (!ended) return ended.error();
	return *ended == 1;
}

}
