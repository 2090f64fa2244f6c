#include "store/ClaimRows.h"

namespace sx::domains::claim_rows {
namespace {

const std::string kSelect = "SELECT id, name, txt, state, proof, finding, made, seen, failing_since, checked, next, "
							"is_reminded, reading, reason, sending, sending_fault, sending_seen"
							" FROM domains_claim WHERE tenant_id = :tenant";

Claim claimOf(const SqlRow& row)
{
	RowReader next(row);
	return {.id = {next.text()},
		.name = next.text(),
		.txt = next.text(),
		.state = kStates.valueOf(next.text()).value_or(State::Waiting),
		.proof = kProofs.valueOf(next.text()).value_or(Proof::None),
		.finding = kFindings.valueOf(next.text()).value_or(Finding::None),
		.made = next.instant(),
		.seen = next.maybeInstant(),
		.failingSince = next.maybeInstant(),
		.checked = next.maybeInstant(),
		.next = next.maybeInstant(),
		.isReminded = next.flag(),
		.reading = next.text(),
		.reason = next.text(),
		.sending = kSendings.valueOf(next.text()).value_or(Sending::Off),
		.sendingFault = kSendingFaults.valueOf(next.text()).value_or(SendingFault::NoKey),
		.sendingSeen = next.maybeInstant()};
}

Result<Claim> oneOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such claim of a domain");
	return claimOf(rows->front());
}

Result<bool> isThere(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	return !rows->empty();
}

SqlValues changing(const Claim& claim)
{
	return {kStates.wordOf(claim.state),
		kProofs.wordOf(claim.proof),
		kFindings.wordOf(claim.finding),
		claim.seen,
		claim.failingSince,
		claim.checked,
		claim.next,
		claim.isReminded,
		claim.reading,
		claim.reason,
		kSendings.wordOf(claim.sending),
		kSendingFaults.wordOf(claim.sendingFault),
		claim.sendingSeen,
		claim.id};
}

}

Result<std::vector<Claim>> all(Sql& sql)
{
	auto rows = sql.query(kSelect + " ORDER BY name LIMIT ?", {kMostOfACompany});
	if (!rows) return rows.error();
	std::vector<Claim> out;
	for (const auto& row: *rows) out.push_back(claimOf(row));
	return out;
}

Result<Claim> byId(Sql& sql, const ClaimId& id) { return oneOf(sql.query(kSelect + " AND id = ?", {id})); }

Result<Claim> byName(Sql& sql, const std::string& name) { return oneOf(sql.query(kSelect + " AND name = ?", {name})); }

Result<bool> owns(Sql& sql, const std::string& name)
{
	return isThere(sql.query("SELECT 1 FROM domains_owner WHERE tenant_id = :tenant AND name = ?", {name}));
}

Result<> insert(Sql& sql, const Claim& claim)
{
	auto there = isThere(sql.query("SELECT 1 FROM domains_claim WHERE tenant_id = :tenant AND name = ?", {claim.name}));
	if (!there) return there.error();
	if (*there) return refused(Code::Conflict, "domain_claimed", "the company has claimed it already").at("name");
	auto count = sql.query("SELECT COUNT(*) FROM domains_claim WHERE tenant_id = :tenant");
	if (!count) return count.error();
	if (count->front().integer(0) >= kMostOfACompany) return refused(Code::Conflict, "too_many", "too many domains");
	auto values = changing(claim);
	for (const SqlValue& each: SqlValues{claim.name, claim.txt, claim.made}) values.push_back(each);
	auto done = sql.execute(
		"INSERT INTO domains_claim (tenant_id, state, proof, finding, seen, failing_since, checked, "
		"next, is_reminded, reading, reason, sending, sending_fault, sending_seen, id, name, txt, made)"
		" VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		values);
	if (!done) return done.error();
	return {};
}

Result<> update(Sql& sql, const Claim& claim)
{
	auto done = sql.execute("UPDATE domains_claim SET state = ?, proof = ?, finding = ?, seen = ?, failing_since = ?,"
							" checked = ?, next = ?, is_reminded = ?, reading = ?, reason = ?, sending = ?,"
							" sending_fault = ?, sending_seen = ?"
							" WHERE tenant_id = :tenant AND id = ?",
		changing(claim));
	if (!done) return done.error();
	if (*done == 0) return failed(Code::Missing, "no such claim of a domain");
	return {};
}

Result<> remove(Sql& sql, const ClaimId& id)
{
	auto gone = sql.execute("DELETE FROM domains_claim WHERE tenant_id = :tenant AND id = ?", {id});
	if (!gone) return gone.error();
	if (*gone == 0) return failed(Code::Missing, "no such claim of a domain");
	return {};
}

Result<bool> isTaken(Sql& sql, const std::string& name, bool isBelowToo)
{
	const auto names = isBelowToo ? withParents(name) : std::vector{name};
	SqlValues values(names.begin(), names.end());
	values.emplace_back(name);
	return isThere(sql.query("SELECT 1 FROM domains_owner WHERE name IN (" + placeholders(names.size()) +
			") AND (name = ? OR covers_below = 1) AND tenant_id <> :tenant LIMIT 1",
		values));
}

Result<> take(Sql& sql, const std::string& name, bool coversBelow)
{
	auto done = sql.execute(
		"INSERT INTO domains_owner (tenant_id, name, covers_below) VALUES (:tenant, ?, ?)", {name, coversBelow});
	if (!done) return done.error();
	return {};
}

Result<> release(Sql& sql, const std::string& name)
{
	auto done = sql.execute("DELETE FROM domains_owner WHERE tenant_id = :tenant AND name = ?", {name});
	if (!done) return done.error();
	return {};
}

Result<std::vector<Place>> due(Sql& sql, Instant now, int limit)
{
	auto rows = sql.query(  // all tenants: the schedule's next looks
		"SELECT tenant_id, id FROM domains_claim WHERE next <= ? ORDER BY next LIMIT ?",
		{now, limit});
	if (!rows) return rows.error();
	std::vector<Place> out;
	for (const auto& row: *rows) out.push_back({.tenant = {row.text(0)}, .id = {row.text(1)}});
	return out;
}

}
