#include "store/CountRows.h"

namespace sx::statistics::count_rows {

namespace {

constexpr const char* kSums = "SUM(messages), SUM(recipients), SUM(files), SUM(bytes), SUM(opened), SUM(signed_files), "
							  "SUM(signatures)";

Counts countsOf(RowReader& next)
{
	return {.messages = next.integer(),
		.recipients = next.integer(),
		.files = next.integer(),
		.bytes = next.integer(),
		.opened = next.integer(),
		.signedFiles = next.integer(),
		.signatures = next.integer()};
}

SqlValues valuesOf(const std::vector<std::string>& people, const Period& period)
{
	SqlValues out(people.begin(), people.end());
	out.emplace_back(period.from);
	out.emplace_back(period.to);
	return out;
}

}

Result<> add(Sql& sql, const std::string& person, std::int64_t day, const Counts& counts)
{
	auto done = sql.execute("INSERT INTO statistics_day (tenant_id, person, day, messages, recipients, files, bytes,"
							" opened, signed_files, signatures) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
							" ON CONFLICT (tenant_id, person, day) DO UPDATE SET"
							" messages = statistics_day.messages + excluded.messages,"
							" recipients = statistics_day.recipients + excluded.recipients,"
							" files = statistics_day.files + excluded.files,"
							" bytes = statistics_day.bytes + excluded.bytes,"
							" opened = statistics_day.opened + excluded.opened,"
							" signed_files = statistics_day.signed_files + excluded.signed_files,"
							" signatures = statistics_day.signatures + excluded.signatures",
		{person,
			day,
			counts.messages,
			counts.recipients,
			counts.files,
			counts.bytes,
			counts.opened,
			counts.signedFiles,
			counts.signatures});
	if (!done) return done.error();
	return {};
}

Result<std::map<std::string, Counts>> sums(Sql& sql, const std::vector<std::string>& people, const Period& period)
{
	std::map<std::string, Counts> out;
	if (people.empty()) return out;
	auto rows = sql.query("SELECT person, " + std::string(kSums) +
			" FROM statistics_day WHERE tenant_id = :tenant AND person IN (" + placeholders(people.size()) +
			") AND day >= ? AND day <= ? GROUP BY person",
		valuesOf(people, period));
	if (!rows) return rows.error();
	for (const auto& row: *rows)
	{
		RowReader next(row);
		auto person = next.text();
		out.emplace(std::move(person), countsOf(next));
	}
	return out;
}

Result<std::map<std::int64_t, Counts>> days(Sql& sql, const std::vector<std::string>& people, const Period& period)
{
	std::map<std::int64_t, Counts> out;
	if (people.empty()) return out;
	auto rows = sql.query("SELECT day, " + std::string(kSums) +
			" FROM statistics_day WHERE tenant_id = :tenant AND person IN (" + placeholders(people.size()) +
			") AND day >= ? AND day <= ? GROUP BY day",
		valuesOf(people, period));
	if (!rows) return rows.error();
	for (const auto& row: *rows)
	{
		RowReader next(row);
		const auto day = next.integer();
		out.emplace(day, countsOf(next));
	}
	return out;
}

Result<std::int64_t> daysOf(Sql& sql, const std::string& person)
{
	auto rows = sql.query("SELECT COUNT(*) FROM statistics_day WHERE tenant_id = :tenant AND person = ?", {person});
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

Result<> forget(Sql& sql, const std::string& person)
{
	auto done = sql.execute("DELETE FROM statistics_day WHERE tenant_id = :tenant AND person = ?", {person});
	if (!done) return done.error();
	return {};
}

Result<std::int64_t> forgetBefore(Sql& sql, std::int64_t day, int most)
{
	auto rows = sql.query(
		"SELECT person, day FROM statistics_day WHERE tenant_id = :tenant AND day < ? ORDER BY day LIMIT ?",
		{day, most});
	if (!rows) return rows.error();
	for (const auto& row: *rows)
	{
		auto done = sql.execute("DELETE FROM statistics_day WHERE tenant_id = :tenant AND person = ? AND day = ?",
			{row.text(0), row.integer(1)});
		if (!done) return done.error();
	}
	return static_cast<std::int64_t>(rows->size());
}

}
