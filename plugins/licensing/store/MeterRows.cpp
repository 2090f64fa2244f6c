#include "store/MeterRows.h"

#include "store/LicenceRows.h"

namespace sx::licensing::meter_rows {

Result<std::optional<StandingRow>> standingOf(Sql& sql, const UserId& user)
{
	auto rows = sql.query("SELECT s.standing, s.ends, COALESCE(l.plan, '') FROM licensing_subscription AS s LEFT JOIN "
						  "licensing_licence AS l ON l.tenant_id = s.tenant_id AND l.user_id = ? WHERE s.tenant_id = "
						  ":tenant",
		{user});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<StandingRow>();
	RowReader next(rows->front());
	return std::optional(StandingRow{.standing = kStandings.valueOf(next.text()).value_or(Standing::ReadOnly),
		.ends = next.instant(),
		.plan = next.text()});
}

Result<bool> take(Store& store, const TenantId& tenant, const MeterUse& use, std::int64_t most)
{
	if (most < 1) return false;
	auto rows = store.writeOne(tenant,
		"INSERT INTO licensing_use (tenant_id, user_id, limited, month, used) VALUES (:tenant, ?, ?, ?, 1) ON CONFLICT "
		"(tenant_id, user_id, limited) DO UPDATE SET used = CASE WHEN licensing_use.month = excluded.month THEN "
		"licensing_use.used + 1 ELSE 1 END, month = excluded.month WHERE licensing_use.month <> excluded.month OR "
		"licensing_use.used < ? RETURNING used",
		{use.user, std::string(use.limit), use.month, most});
	if (!rows) return rows.error();
	return !rows->empty();
}

Result<std::int64_t> usedOf(Sql& sql, const MeterUse& use)
{
	auto rows = sql.query("SELECT used FROM licensing_use WHERE tenant_id = :tenant AND user_id = ? AND limited = ? "
						  "AND month = ?",
		{use.user, std::string(use.limit), use.month});
	if (!rows) return rows.error();
	return rows->empty() ? std::int64_t{0} : rows->front().integer(0);
}

Result<> remove(Sql& sql, const UserId& user)
{
	auto gone = sql.execute("DELETE FROM licensing_use WHERE tenant_id = :tenant AND user_id = ?", {user});
	if (!gone) return gone.error();
	return {};
}

}
