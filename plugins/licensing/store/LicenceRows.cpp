#include "store/LicenceRows.h"

namespace sx::licensing::licence_rows {
namespace {

Result<std::vector<Licence>> licencesOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<Licence> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.user = {next.text()}, .plan = next.text(), .since = next.instant()});
	}
	return out;
}

Result<> done(const Result<std::int64_t>& written)
{
	if (!written) return written.error();
	return {};
}

}

Result<> putSubscription(Sql& sql, const Subscription& subscription)
{
	return done(sql.execute("INSERT INTO licensing_subscription (tenant_id, period, started, ends, entries) VALUES "
							"(:tenant, ?, ?, ?, 0) ON CONFLICT (tenant_id) DO UPDATE SET period = excluded.period, "
							"ends = excluded.ends",
		{subscription.period, subscription.started, subscription.ends}));
}

Result<Subscription> subscription(Sql& sql)
{
	auto rows = sql.query(
		"SELECT period, started, ends, entries FROM licensing_subscription WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "the company has no subscription");
	RowReader next(rows->front());
	return Subscription{
		.period = next.text(), .started = next.instant(), .ends = next.instant(), .entries = next.integer()};
}

Result<> append(Sql& sql, const Entry& entry)
{
	auto held = sql.query("UPDATE licensing_subscription SET entries = entries + 1 WHERE tenant_id = :tenant RETURNING "
						  "entries");
	if (!held) return held.error();
	if (held->empty()) return failed(Code::Missing, "the company has no subscription");
	return done(sql.execute("INSERT INTO licensing_entry (tenant_id, number, at, kind, plan, seats, user_id, actor) "
							"VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?)",
		{held->front().integer(0), entry.at, entry.kind, entry.plan, entry.seats, entry.user, entry.actor}));
}

Result<std::vector<Seats>> seats(Sql& sql)
{
	auto rows = sql.query("SELECT plan, SUM(bought), SUM(assigned) FROM (SELECT plan, seats AS bought, 0 AS assigned "
						  "FROM licensing_entry WHERE tenant_id = :tenant AND seats <> 0 UNION ALL SELECT plan, 0, 1 "
						  "FROM licensing_licence WHERE tenant_id = :tenant) AS each GROUP BY plan ORDER BY plan");
	if (!rows) return rows.error();
	std::vector<Seats> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.plan = next.text(), .bought = next.integer(), .assigned = next.integer()});
	}
	return out;
}

Result<std::optional<Licence>> licenceOf(Sql& sql, const UserId& user)
{
	auto found = licencesOf(sql.query(
		"SELECT user_id, plan, since FROM licensing_licence WHERE tenant_id = :tenant AND user_id = ?", {user}));
	if (!found) return found.error();
	if (found->empty()) return std::optional<Licence>();
	return std::optional<Licence>(std::move(found->front()));
}

Result<> put(Sql& sql, const Licence& licence)
{
	return done(sql.execute("INSERT INTO licensing_licence (tenant_id, user_id, plan, since) VALUES (:tenant, ?, ?, ?) "
							"ON CONFLICT (tenant_id, user_id) DO UPDATE SET plan = excluded.plan, "
							"since = excluded.since",
		{licence.user, licence.plan, licence.since}));
}

Result<> remove(Sql& sql, const UserId& user)
{
	return done(sql.execute("DELETE FROM licensing_licence WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<std::vector<Licence>> list(Sql& sql, const UserId& after, int limit)
{
	return licencesOf(sql.query("SELECT user_id, plan, since FROM licensing_licence WHERE tenant_id = :tenant AND "
								"user_id > ? ORDER BY user_id LIMIT ?",
		{after, limit}));
}

}
