#include "store/UseRows.h"

namespace sx::quotas::use_rows {
namespace {

Counted countedOf(const SqlRow& row)
{
	RowReader next(row);
	return {.quota = next.text(),
		.subject = next.text(),
		.ends = next.instant(),
		.used = next.integer(),
		.most = next.integer()};
}

Result<std::vector<Counted>> all(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<Counted> out;
	for (const auto& row: *rows) out.push_back(countedOf(row));
	return out;
}

/// Repeats the places of one row, separated by commas.
std::string repeated(std::string_view places, std::size_t count)
{
	std::string out;
	for (std::size_t i = 0; i < count; ++i) out += (i ? ", " : "") + std::string(places);
	return out;
}

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

Result<std::vector<Counted>> add(Sql& sql, const std::vector<UseRow>& rows)
{
	SqlValues values;
	for (const auto& row: rows)
		values.insert(values.end(), {row.quota, row.subject, row.ends, row.amount, row.quota, row.most});
	// The limit is looked up by the statement that counts: a company's own, else the deployment's. A node whose clock
	// is behind adds to the newer window.
	return all(sql.query("INSERT INTO quotas_use (tenant_id, quota, subject, ends, used, most) VALUES " +
			repeated("(:tenant, ?, ?, ?, ?, COALESCE((SELECT l.most FROM quotas_limit l WHERE l.tenant_id = :tenant"
					 " AND l.quota = ?), ?))",
				rows.size()) +
			" ON CONFLICT (tenant_id, quota, subject) DO UPDATE SET"
			" used = CASE WHEN excluded.ends > quotas_use.ends THEN excluded.used"
			" ELSE quotas_use.used + excluded.used END,"
			" ends = CASE WHEN excluded.ends > quotas_use.ends THEN excluded.ends ELSE quotas_use.ends END,"
			" most = excluded.most RETURNING quota, subject, ends, used, most",
		values));
}

Result<> subtract(Sql& sql, const std::vector<UseRow>& rows)
{
	SqlValues values;
	for (const auto& row: rows) values.insert(values.end(), {row.quota, row.subject, row.amount});
	// An upsert locks rows in the order of its list, as add() does; an UPDATE of several rows would not. The amount
	// travels as `most`, which the update leaves alone.
	return done(sql.execute("INSERT INTO quotas_use (tenant_id, quota, subject, ends, used, most) VALUES " +
			repeated("(:tenant, ?, ?, 0, 0, ?)", rows.size()) +
			" ON CONFLICT (tenant_id, quota, subject) DO UPDATE SET used = CASE WHEN quotas_use.used > excluded.most"
			" THEN quotas_use.used - excluded.most ELSE 0 END",
		values));
}

Result<> remove(Sql& sql, const std::vector<std::string_view>& quotas, const std::vector<std::string>& subjects)
{
	SqlValues values(quotas.begin(), quotas.end());
	values.insert(values.end(), subjects.begin(), subjects.end());
	return done(sql.execute("DELETE FROM quotas_use WHERE tenant_id = :tenant AND quota IN (" +
			placeholders(quotas.size()) + ") AND subject IN (" + placeholders(subjects.size()) + ")",
		values));
}

Result<std::optional<Counted>> of(Sql& sql, const std::string& quota, const std::string& subject)
{
	auto rows = all(sql.query("SELECT quota, subject, ends, used, most FROM quotas_use WHERE tenant_id = :tenant AND "
							  "quota = ? AND subject = ?",
		{quota, subject}));
	if (!rows) return rows.error();
	return rows->empty() ? std::optional<Counted>() : std::optional(std::move(rows->front()));
}

Result<std::vector<Counted>> most(
	Sql& sql, const std::string& quota, Instant now, const std::optional<Counted>& before, int limit)
{
	SqlValues values{quota, now};
	if (before) values.insert(values.end(), {before->used, before->subject});
	values.emplace_back(limit);
	return all(sql.query(
		"SELECT quota, subject, ends, used, most FROM quotas_use WHERE tenant_id = :tenant AND quota = ?"
		" AND used > 0 AND (ends = 0 OR ends > ?)" +
			std::string(before ? " AND (used, subject) < (?, ?)" : "") + " ORDER BY used DESC, subject DESC LIMIT ?",
		values));
}

Result<std::optional<std::int64_t>> limitOf(Sql& sql, const std::string& quota)
{
	auto rows = sql.query("SELECT most FROM quotas_limit WHERE tenant_id = :tenant AND quota = ?", {quota});
	if (!rows) return rows.error();
	return rows->empty() ? std::optional<std::int64_t>() : std::optional(rows->front().integer(0));
}

Result<> setLimit(Sql& sql, const std::string& quota, const std::optional<std::int64_t>& most)
{
	if (!most) return done(sql.execute("DELETE FROM quotas_limit WHERE tenant_id = :tenant AND quota = ?", {quota}));
	return done(sql.execute("INSERT INTO quotas_limit (tenant_id, quota, most) VALUES (:tenant, ?, ?)"
							" ON CONFLICT (tenant_id, quota) DO UPDATE SET most = excluded.most",
		{quota, *most}));
}

Result<> forget(Sql& sql, Instant now)
{
	// all tenants: the sweep
	auto over = sql.execute("DELETE FROM quotas_use WHERE ends > 0 AND ends <= ?", {now});
	if (!over) return over.error();
	return done(sql.execute("DELETE FROM quotas_use WHERE used = 0"));
}

}
