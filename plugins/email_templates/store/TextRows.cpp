#include "store/TextRows.h"

namespace sx::email_templates::text_rows {

Result<std::vector<Version>> versions(Sql& sql, const Place& place)
{
	auto rows = sql.query("SELECT number, text, html, made, author FROM email_templates_text WHERE tenant_id = :tenant "
						  "AND language = ? AND kind = ? AND piece = ? ORDER BY number DESC",
		{place.language, place.kind, place.piece});
	if (!rows) return rows.error();
	std::vector<Version> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.number = next.integer(),
			.own = {.text = next.text(), .html = next.text()},
			.made = next.instant(),
			.author = {next.text()}});
	}
	return out;
}

Result<> add(Sql& sql, const Place& place, const Version& version)
{
	auto last = sql.query("SELECT COALESCE(MAX(number), 0) FROM email_templates_text WHERE tenant_id = :tenant AND "
						  "language = ? AND kind = ? AND piece = ?",
		{place.language, place.kind, place.piece});
	if (!last) return last.error();
	const auto number = last->front().integer(0) + 1;
	auto past = sql.execute("UPDATE email_templates_text SET is_current = 0 WHERE tenant_id = :tenant AND language = ? "
							"AND kind = ? AND piece = ? AND is_current = 1",
		{place.language, place.kind, place.piece});
	if (!past) return past.error();
	auto put = sql.execute(
		"INSERT INTO email_templates_text (tenant_id, language, kind, piece, number, is_current, text, html, made, "
		"author) VALUES (:tenant, ?, ?, ?, ?, 1, ?, ?, ?, ?)",
		{place.language,
			place.kind,
			place.piece,
			number,
			version.own.text,
			version.own.html,
			version.made,
			version.author});
	if (!put) return put.error();
	auto gone = sql.execute("DELETE FROM email_templates_text WHERE tenant_id = :tenant AND language = ? AND kind = ? "
							"AND piece = ? AND number <= ?",
		{place.language, place.kind, place.piece, number - kMostVersions});
	if (!gone) return gone.error();
	return {};
}

Result<std::vector<CurrentText>> changedSince(Sql& sql, Instant since)
{
	auto rows = sql.query(  // all tenants: each node keeps what all say
		"SELECT tenant_id, language, kind, piece, number, text, html FROM email_templates_text "
		"WHERE made >= ? AND is_current = 1",
		{since});
	if (!rows) return rows.error();
	std::vector<CurrentText> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.tenant = {next.text()},
			.place = {.language = next.text(), .kind = next.text(), .piece = next.text()},
			.number = next.integer(),
			.own = {.text = next.text(), .html = next.text()}});
	}
	return out;
}

}
