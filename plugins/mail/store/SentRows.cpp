#include "store/SentRows.h"

namespace sx::mail::sent_rows {

namespace {

Result<> touched(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	return {};
}

}

Result<> add(Sql& sql, const SentRow& row)
{
	return touched(sql.execute("INSERT INTO mail_sent (tenant_id, id, token, kind, about, made, delays)"
							   " VALUES (:tenant, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
		{row.id, row.token, row.kind, row.about, row.made}));
}

Result<std::optional<SentRow>> byToken(Sql& sql, const std::string& token)
{
	auto rows = sql.query("SELECT tenant_id, id, token, kind, about, made FROM mail_sent WHERE token = ?", {token});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<SentRow>();
	RowReader next(rows->front());
	return std::optional(SentRow{.tenant = {next.text()},
		.id = next.text(),
		.token = next.text(),
		.kind = next.text(),
		.about = next.text(),
		.made = next.instant()});
}

Result<> countDelay(Sql& sql, const std::string& id)
{
	return touched(sql.execute("UPDATE mail_sent SET delays = delays + 1 WHERE tenant_id = :tenant AND id = ?", {id}));
}

Result<bool> remove(Sql& sql, const std::string& id)
{
	auto gone = sql.execute("DELETE FROM mail_sent WHERE tenant_id = :tenant AND id = ?", {id});
	if (!gone) return gone.error();
	return *gone > 0;
}

Result<> sweep(Sql& sql, Instant before)
{
	return touched(sql.execute("DELETE FROM mail_sent WHERE token IN"
							   " (SELECT token FROM mail_sent WHERE made < ? ORDER BY made LIMIT 1000)",
		{before}));
}

}
