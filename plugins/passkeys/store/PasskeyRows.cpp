#include "store/PasskeyRows.h"

namespace sx::passkeys::rows {

namespace {

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

Passkey passkeyOf(const SqlRow& row)
{
	RowReader next(row);
	return {.id = next.text(),
		.user = {next.text()},
		.name = next.text(),
		.publicKey = next.text(),
		.algorithm = next.integer(),
		.counter = next.integer(),
		.made = next.instant(),
		.lastUsed = next.maybeInstant()};
}

}

Result<> add(Sql& sql, const Passkey& passkey)
{
	return done(sql.execute("INSERT INTO passkeys_credential (tenant_id, id, user_id, name, public_key, algorithm, "
							"counter, made, last_used) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, NULL)",
		{passkey.id, passkey.user, passkey.name, passkey.publicKey, passkey.algorithm, passkey.counter, passkey.made}));
}

Result<Passkey> find(Sql& sql, const std::string& id)
{
	auto rows = sql.query("SELECT id, user_id, name, public_key, algorithm, counter, made, last_used FROM "
						  "passkeys_credential WHERE tenant_id = :tenant AND id = ?",
		{id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such passkey");
	return passkeyOf(rows->front());
}

Result<std::vector<Passkey>> ofUser(Sql& sql, const UserId& user)
{
	auto rows = sql.query("SELECT id, user_id, name, public_key, algorithm, counter, made, last_used FROM "
						  "passkeys_credential WHERE tenant_id = :tenant AND user_id = ? ORDER BY made, id",
		{user});
	if (!rows) return rows.error();
	std::vector<Passkey> out;
	for (const auto& row: *rows) out.push_back(passkeyOf(row));
	return out;
}

Result<bool> hasAny(Sql& sql, const UserId& user)
{
	auto rows = sql.query(
		"SELECT 1 FROM passkeys_credential WHERE tenant_id = :tenant AND user_id = ? LIMIT 1", {user});
	if (!rows) return rows.error();
	return !rows->empty();
}

Result<bool> noteUse(Sql& sql, const std::string& id, std::int64_t counter, Instant now)
{
	auto used = sql.execute("UPDATE passkeys_credential SET counter = ?, last_used = ? WHERE tenant_id = :tenant AND "
							"id = ? AND (counter < ? OR (counter = 0 AND ? = 0))",
		{counter, now, id, counter, counter});
	if (!used) return used.error();
	return *used == 1;
}

Result<> remove(Sql& sql, const UserId& user, const std::string& id)
{
	auto gone = sql.execute(
		"DELETE FROM passkeys_credential WHERE tenant_id = :tenant AND user_id = ? AND id = ?", {user, id});
	if (!gone) return gone.error();
	return *gone == 1 ? Result<>() : failed(Code::Missing, "no such passkey of this person");
}

Result<> removeAllOf(Sql& sql, const UserId& user)
{
	return done(sql.execute("DELETE FROM passkeys_credential WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<bool> takeChallenge(Sql& sql, const std::string& nonce, Instant expires)
{
	auto taken = sql.execute("INSERT INTO passkeys_challenge (tenant_id, nonce, expires) VALUES (:tenant, ?, ?) ON "
							 "CONFLICT DO NOTHING",
		{nonce, expires});
	if (!taken) return taken.error();
	return *taken == 1;
}

Result<> sweep(Sql& sql, Instant now)
{
	return done(sql.execute("DELETE FROM passkeys_challenge WHERE expires < ?", {now}));
}

}
