#include "store/LicenceRows.h"

#include <charconv>

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

constexpr auto kNone = std::string_view::npos;

std::string textOf(const SeatsByPlan& planned)
{
	std::string out;
	for (const auto& [plan, seats]: planned) out += (out.empty() ? "" : ",") + plan + ":" + std::to_string(seats);
	return out;
}

SeatsByPlan seatsOf(std::string_view text)
{
	SeatsByPlan out;
	while (!text.empty())
	{
		const auto end = text.find(',');
		const auto one = text.substr(0, end);
		const auto colon = one.find(':');
		std::int64_t seats = 0;
		if (colon != kNone) std::from_chars(one.data() + colon + 1, one.data() + one.size(), seats);
		if (colon != kNone) out.emplace(one.substr(0, colon), seats);
		text = end == kNone ? std::string_view() : text.substr(end + 1);
	}
	return out;
}

Result<Subscription> subscriptionOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "the company has no subscription");
	RowReader next(rows->front());
	const auto periodOf = [](const std::string& word) { return kPeriods.valueOf(word).value_or(Period::Month); };
	return Subscription{.period = periodOf(next.text()),
		.nextPeriod = periodOf(next.text()),
		.standing = kStandings.valueOf(next.text()).value_or(Standing::ReadOnly),
		.started = next.instant(),
		.ends = next.instant(),
		.due = next.instant(),
		.endsThen = next.flag(),
		.planned = seatsOf(next.text()),
		.entries = next.integer()};
}

Result<> done(const Result<std::int64_t>& written)
{
	if (!written) return written.error();
	return {};
}

/// Adds to the seats of a plan, bought and assigned.
Result<> count(Sql& sql, std::string_view plan, std::int64_t bought, std::int64_t assigned)
{
	return done(
		sql.execute("INSERT INTO licensing_seats (tenant_id, plan, bought, assigned) VALUES (:tenant, ?, ?, ?) ON "
					"CONFLICT (tenant_id, plan) DO UPDATE SET bought = licensing_seats.bought + excluded.bought, "
					"assigned = licensing_seats.assigned + excluded.assigned",
			{plan, bought, assigned}));
}

}

Result<> putSubscription(Sql& sql, const Subscription& subscription)
{
	return done(sql.execute(
		"INSERT INTO licensing_subscription (tenant_id, period, next_period, standing, started, ends, "
		"due, ends_then, planned, entries, balance) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT "
		"(tenant_id) DO UPDATE SET period = excluded.period, next_period = excluded.next_period, "
		"standing = excluded.standing, started = excluded.started, ends = excluded.ends, "
		"due = excluded.due, ends_then = excluded.ends_then, planned = excluded.planned",
		{kPeriods.wordOf(subscription.period),
			kPeriods.wordOf(subscription.nextPeriod),
			kStandings.wordOf(subscription.standing),
			subscription.started,
			subscription.ends,
			subscription.due,
			subscription.endsThen,
			textOf(subscription.planned)}));
}

Result<Subscription> subscription(Sql& sql)
{
	return subscriptionOf(
		sql.query("SELECT period, next_period, standing, started, ends, due, ends_then, planned, entries "
				  "FROM licensing_subscription WHERE tenant_id = :tenant"));
}

Result<Subscription> hold(Sql& sql)
{
	return subscriptionOf(sql.query("UPDATE licensing_subscription SET entries = entries WHERE tenant_id = :tenant "
									"RETURNING period, next_period, standing, started, ends, due, ends_then, planned, "
									"entries"));
}

Result<> append(Sql& sql, const Entry& entry)
{
	auto held = sql.query(
		"UPDATE licensing_subscription SET entries = entries + 1, balance = balance + ? WHERE tenant_id = "
		":tenant RETURNING entries",
		{entry.amount});
	if (!held) return held.error();
	if (held->empty()) return failed(Code::Missing, "the company has no subscription");
	if (entry.seats != 0)
		if (auto counted = count(sql, entry.plan, entry.seats, 0); !counted) return counted;
	return done(sql.execute("INSERT INTO licensing_entry (tenant_id, number, at, kind, plan, seats, amount, invoice, "
							"reference, user_id, actor) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		{held->front().integer(0),
			entry.at,
			entry.kind,
			entry.plan,
			entry.seats,
			entry.amount,
			entry.invoice,
			entry.reference,
			entry.user,
			entry.actor}));
}

Result<std::int64_t> balance(Sql& sql)
{
	auto rows = sql.query("SELECT balance FROM licensing_subscription WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	return rows->empty() ? 0 : rows->front().integer(0);
}

Result<std::vector<Entry>> ofInvoice(Sql& sql, std::string_view invoice)
{
	auto rows = sql.query(
		"SELECT at, kind, plan, seats, amount, invoice, reference, user_id, actor FROM licensing_entry "
		"WHERE tenant_id = :tenant AND invoice = ? AND invoice <> '' ORDER BY number",
		{invoice});
	if (!rows) return rows.error();
	std::vector<Entry> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.at = next.instant(),
			.kind = next.text(),
			.plan = next.text(),
			.seats = next.integer(),
			.amount = next.integer(),
			.invoice = next.text(),
			.reference = next.text(),
			.user = {next.text()},
			.actor = {next.text()}});
	}
	return out;
}

Result<std::vector<TenantId>> due(Sql& sql, Instant now, int limit)
{
	auto rows = sql.query(
		"SELECT tenant_id FROM licensing_subscription WHERE due > 0 AND due <= ? ORDER BY due LIMIT ?", {now, limit});
	if (!rows) return rows.error();
	std::vector<TenantId> out;
	for (const auto& row: *rows) out.push_back({row.text(0)});
	return out;
}

Result<std::vector<Seats>> seats(Sql& sql)
{
	auto rows = sql.query(
		"SELECT plan, bought, assigned FROM licensing_seats WHERE tenant_id = :tenant AND (bought <> 0 OR "
		"assigned <> 0) ORDER BY plan");
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
	if (auto gone = remove(sql, licence.user); !gone) return gone;
	auto added = sql.execute(
		"INSERT INTO licensing_licence (tenant_id, user_id, plan, since) VALUES (:tenant, ?, ?, ?)",
		{licence.user, licence.plan, licence.since});
	if (!added) return added.error();
	return count(sql, licence.plan, 0, 1);
}

Result<> remove(Sql& sql, const UserId& user)
{
	auto gone = sql.query(
		"DELETE FROM licensing_licence WHERE tenant_id = :tenant AND user_id = ? RETURNING plan", {user});
	if (!gone) return gone.error();
	for (const auto& row: *gone)
		if (auto counted = count(sql, row.text(0), 0, -1); !counted) return counted;
	return {};
}

Result<std::vector<UserId>> move(Sql& sql, std::string_view from, std::string_view to)
{
	auto rows = sql.query(
		"UPDATE licensing_licence SET plan = ? WHERE tenant_id = :tenant AND plan = ? RETURNING user_id", {to, from});
	if (!rows) return rows.error();
	std::vector<UserId> out;
	for (const auto& row: *rows) out.push_back({row.text(0)});
	const auto moved = static_cast<std::int64_t>(out.size());
	if (auto counted = count(sql, from, 0, -moved); !counted) return counted.error();
	if (auto counted = count(sql, to, 0, moved); !counted) return counted.error();
	return out;
}

Result<std::vector<Licence>> list(Sql& sql, const UserId& after, int limit)
{
	return licencesOf(sql.query("SELECT user_id, plan, since FROM licensing_licence WHERE tenant_id = :tenant AND "
								"user_id > ? ORDER BY user_id LIMIT ?",
		{after, limit}));
}

}
