#include "store/OpeningRows.h"

#include <algorithm>

namespace sx::sealed::opening_rows {
namespace {

const std::string kOpening =
	"SELECT g.id, g.item_id, m.kind, g.opens, g.opens_left, g.share, g.slot, g.proof_mac, g.password_mac, g.code_mac, "
	"g.tries, g.wait_until, m.state, m.expires, g.flags, m.sent, m.author_name, m.author_address, m.is_verified, "
	"m.language, g.address, g.name, m.owner, m.code_delivery"
	" FROM sealed_grant g JOIN sealed_item m ON m.tenant_id = g.tenant_id AND m.id = g.item_id"
	" WHERE g.tenant_id = :tenant AND ";

OpeningRow openingOf(const SqlRow& row)
{
	RowReader next(row);
	OpeningRow out;
	out.grant = {next.text()};
	out.item = {next.text()};
	out.kind = next.text();
	out.opens = static_cast<int>(next.integer());
	out.state.opensLeft = static_cast<int>(next.integer());
	out.share = next.bytes();
	out.slot = next.bytes();
	out.proofMac = next.bytes();
	out.passwordMac = next.bytes();
	out.codeMac = next.bytes();
	out.state.tries.wrong = static_cast<int>(next.integer());
	out.state.tries.waitUntil = next.instant();
	const auto state = kItemStates.valueOf(next.text());
	out.state.isSent = state == ItemState::Sealed;
	// A grant whose opens are used up loses its share before its item is destroyed, so an empty share alone does not
	// mean destroyed.
	out.state.isDestroyed = state == ItemState::Destroying || state == ItemState::Destroyed ||
		(out.share.value.empty() && out.state.opensLeft > 0);
	out.state.expires = next.instant();
	out.state.gates = static_cast<unsigned>(next.integer());
	out.sent = next.instant();
	out.author = {.name = next.text(), .address = next.text(), .isVerified = next.flag()};
	out.language = languageOf(next.text());
	out.address = next.text();
	out.name = next.text();
	out.owner = {next.text()};
	out.codeDelivery = kCodeDeliveries.valueOf(next.text()).value_or(CodeDelivery::Notice);
	return out;
}

LeaseRow leaseOf(RowReader& next)
{
	LeaseRow out{.number = static_cast<int>(next.integer()), .started = next.instant(), .expires = next.instant()};
	out.isEnded = next.maybeInstant().has_value();
	return out;
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
		"UPDATE sealed_grant SET tries = tries WHERE tenant_id = :tenant AND id = ?", {seen.grant});
	if (!locked) return locked.error();
	auto rows = sql.query(kOpening + "g.id = ?", {seen.grant});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such grant");
	return openingOf(rows->front());
}

Result<std::optional<LeaseRow>> leaseOf(Sql& sql, const GrantId& grant, const Bytes& leaseHash)
{
	auto rows = sql.query("SELECT number, started, expires, ended FROM sealed_lease WHERE tenant_id = :tenant AND "
						  "grant_id = ? AND lease_hash = ?",
		{grant, leaseHash});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<LeaseRow>();
	RowReader next(rows->front());
	return std::optional(leaseOf(next));
}

Result<int> takeOpen(Sql& sql, const GrantId& grant, Instant now)
{
	auto rows = sql.query(
		"UPDATE sealed_grant SET opens_left = opens_left - 1, tries = 0, wait_until = 0,"
		" first_opened = CASE WHEN first_opened IS NULL THEN ? ELSE first_opened END"
		" WHERE tenant_id = :tenant AND id = ? AND opens_left > 0 AND share IS NOT NULL RETURNING opens - opens_left",
		{now, grant});
	if (!rows) return rows.error();
	return rows->empty() ? 0 : static_cast<int>(rows->front().integer(0));
}

Result<> insertLease(Sql& sql, const OpeningRow& row, const Bytes& leaseHash, int number, Instant now, Instant expires)
{
	auto put = sql.execute(
		"INSERT INTO sealed_lease (tenant_id, grant_id, lease_hash, item_id, number, started, expires)"
		" VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{row.grant, leaseHash, row.item, number, now, expires});
	if (!put) return put.error();
	return {};
}

Result<> setTries(Sql& sql, const GrantId& grant, const Tries& tries)
{
	auto put = sql.execute("UPDATE sealed_grant SET tries = ?, wait_until = ? WHERE tenant_id = :tenant AND id = ?",
		{tries.wrong, tries.waitUntil, grant});
	if (!put) return put.error();
	return {};
}

Result<std::optional<LeasedFile>> leased(Sql& sql, const Token& token, const Bytes& leaseHash, const FileId& file)
{
	auto rows = sql.query(
		"SELECT l.number, l.started, l.expires, l.ended, g.id, g.item_id, m.expires, m.state, g.share, f.blob_id, "
		"f.bytes"
		" FROM sealed_grant g JOIN sealed_lease l ON l.tenant_id = g.tenant_id AND l.grant_id = g.id AND "
		"l.lease_hash = ?"
		" JOIN sealed_item m ON m.tenant_id = g.tenant_id AND m.id = g.item_id"
		" LEFT JOIN sealed_file f ON f.tenant_id = g.tenant_id AND f.item_id = g.item_id AND f.id = ?"
		" WHERE g.tenant_id = :tenant AND g.token = ?",
		{leaseHash, file, token});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<LeasedFile>();
	RowReader next(rows->front());
	LeasedFile out;
	out.lease = leaseOf(next);
	out.grant = {next.text()};
	out.item = {next.text()};
	out.itemExpires = next.instant();
	const bool isSealed = next.text() == kItemStates.wordOf(ItemState::Sealed);
	out.isLive = isSealed && !next.bytes().value.empty();
	if (!next.isNull()) out.file = FileRow{file, {next.text()}, next.integer()};
	return std::optional(std::move(out));
}

Result<Instant> liveUntil(Sql& sql, const GrantId& grant, const Bytes& leaseHash)
{
	auto rows = sql.query(
		"SELECT l.expires, m.expires FROM sealed_lease l JOIN sealed_grant g ON g.tenant_id = l.tenant_id"
		" AND g.id = l.grant_id AND g.share IS NOT NULL JOIN sealed_item m ON m.tenant_id = g.tenant_id"
		" AND m.id = g.item_id AND m.state = 'sealed'"
		" WHERE l.tenant_id = :tenant AND l.grant_id = ? AND l.lease_hash = ? AND l.ended IS NULL",
		{grant, leaseHash});
	if (!rows) return rows.error();
	return rows->empty() ? Instant{} : std::min(rows->front().instant(0), rows->front().instant(1));
}

Result<> renewLease(Sql& sql, const GrantId& grant, const Bytes& leaseHash, Instant expires)
{
	auto put = sql.execute(
		"UPDATE sealed_lease SET expires = ? WHERE tenant_id = :tenant AND grant_id = ? AND lease_hash = ?"
		" AND ended IS NULL AND expires < ?",
		{expires, grant, leaseHash, expires});
	if (!put) return put.error();
	return {};
}

Result<bool> endLease(Sql& sql, const GrantId& grant, const Bytes& leaseHash, Instant now)
{
	auto ended = sql.execute("UPDATE sealed_lease SET ended = ? WHERE tenant_id = :tenant AND grant_id = ? AND "
							 "lease_hash = ? AND ended IS NULL",
		{now, grant, leaseHash});
	if (!ended) return ended.error();
	return *ended == 1;
}

Result<> giveUp(Sql& sql, const GrantId& grant, Instant now)
{
	// Lower `opens` as well, so that the difference remains the number of opens taken.
	auto done = sql.execute(
		"UPDATE sealed_grant SET opens = opens - opens_left, opens_left = 0 WHERE tenant_id = :tenant AND id = ?",
		{grant});
	if (!done) return done.error();
	done = sql.execute(
		"UPDATE sealed_lease SET ended = ? WHERE tenant_id = :tenant AND grant_id = ? AND ended IS NULL", {now, grant});
	if (!done) return done.error();
	return {};
}

}
