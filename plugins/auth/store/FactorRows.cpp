#include "store/FactorRows.h"

namespace sx::auth::factors {

namespace {

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

Result<FactorRow> find(Sql& sql, const UserId& user)
{
	auto rows = sql.query(
		"SELECT by_sms, totp, seen FROM auth_person WHERE tenant_id = :tenant AND user_id = ?", {user});
	if (!rows) return rows.error();
	if (rows->empty()) return FactorRow{};
	RowReader next(rows->front());
	return FactorRow{.bySms = next.flag(), .totp = next.text(), .seen = next.maybeInstant()};
}

Result<> setBySms(Sql& sql, const UserId& user, bool isOn)
{
	return done(sql.execute("INSERT INTO auth_person (tenant_id, user_id, by_sms, totp, totp_step, seen) "
							"VALUES (:tenant, ?, ?, '', 0, NULL) "
							"ON CONFLICT (tenant_id, user_id) DO UPDATE SET by_sms = excluded.by_sms",
		{user, isOn}));
}

Result<> setTotp(Sql& sql, const UserId& user, const std::string& sealed)
{
	return done(sql.execute("INSERT INTO auth_person (tenant_id, user_id, by_sms, totp, totp_step, seen) "
							"VALUES (:tenant, ?, 0, ?, 0, NULL) "
							"ON CONFLICT (tenant_id, user_id) DO UPDATE SET totp = excluded.totp, totp_step = 0",
		{user, sealed}));
}

Result<bool> takeStep(Sql& sql, const UserId& user, std::int64_t step)
{
	auto taken = sql.execute(
		"UPDATE auth_person SET totp_step = ? WHERE tenant_id = :tenant AND user_id = ? AND totp_step < ?",
		{step, user, step});
	if (!taken) return taken.error();
	return *taken == 1;
}

Result<> noteSeen(Sql& sql, const UserId& user, Instant now)
{
	return done(sql.execute("INSERT INTO auth_person (tenant_id, user_id, by_sms, totp, totp_step, seen) "
							"VALUES (:tenant, ?, 0, '', 0, ?) ON CONFLICT (tenant_id, user_id) DO UPDATE SET "
							"seen = COALESCE(auth_person.seen, excluded.seen)",
		{user, now}));
}

Result<> clear(Sql& sql, const UserId& user)
{
	if (auto gone = done(sql.execute("UPDATE auth_person SET by_sms = 0, totp = '', totp_step = 0 WHERE tenant_id = "
									 ":tenant AND user_id = ?",
			{user}));
		!gone)
		return gone;
	return done(sql.execute("DELETE FROM auth_recovery WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<> erase(Sql& sql, const UserId& user)
{
	if (auto gone = clear(sql, user); !gone) return gone;
	return done(sql.execute("DELETE FROM auth_person WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<std::vector<RecoveryRow>> recoveryCodes(Sql& sql, const UserId& user)
{
	auto rows = sql.query("SELECT number, mac FROM auth_recovery WHERE tenant_id = :tenant AND user_id = ? AND used IS "
						  "NULL ORDER BY number",
		{user});
	if (!rows) return rows.error();
	std::vector<RecoveryRow> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.number = next.integer(), .mac = next.text()});
	}
	return out;
}

Result<> setRecoveryCodes(Sql& sql, const UserId& user, const std::vector<std::string>& macs)
{
	if (auto gone = done(sql.execute("DELETE FROM auth_recovery WHERE tenant_id = :tenant AND user_id = ?", {user}));
		!gone)
		return gone;
	std::int64_t number = 0;
	for (const auto& mac: macs)
		if (auto added = done(sql.execute(
				"INSERT INTO auth_recovery (tenant_id, user_id, number, mac, used) VALUES (:tenant, ?, ?, ?, NULL)",
				{user, number++, mac}));
			!added)
			return added;
	return {};
}

Result<bool> takeRecoveryCode(Sql& sql, const UserId& user, std::int64_t number, Instant now)
{
	auto taken = sql.execute("UPDATE auth_recovery SET used = ? WHERE tenant_id = :tenant AND user_id = ? AND number = "
							 "? AND used IS NULL",
		{now, user, number});
	if (!taken) return taken.error();
	return *taken == 1;
}

}
