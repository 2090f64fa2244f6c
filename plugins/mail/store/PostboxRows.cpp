#include "store/PostboxRows.h"

namespace sx::mail::postbox {

namespace {

PostboxRow read(const SqlRow& row)
{
	RowReader next(row);
	return {.tenant = {next.text()},
		.id = next.text(),
		.made = next.instant(),
		.sealed = next.text(),
		.medium = next.text()};
}

}

Result<> add(Sql& sql, const PostboxRow& row)
{
	auto added = sql.execute(
		"INSERT INTO mail_postbox (tenant_id, id, made, sealed, medium) VALUES (:tenant, ?, ?, ?, ?) "
		"ON CONFLICT DO NOTHING",
		{row.id, row.made, row.sealed, row.medium});
	if (!added) return added.error();
	return {};
}

Result<std::vector<PostboxRow>> newest(Sql& sql, std::int64_t most)
{
	auto rows = sql.query(
		"SELECT tenant_id, id, made, sealed, medium FROM mail_postbox ORDER BY made DESC, id DESC LIMIT ?", {most});
	if (!rows) return rows.error();
	std::vector<PostboxRow> out;
	out.reserve(rows->size());
	for (const auto& row: *rows) out.push_back(read(row));
	return out;
}

Result<PostboxRow> byId(Sql& sql, const std::string& id)
{
	auto rows = sql.query("SELECT tenant_id, id, made, sealed, medium FROM mail_postbox WHERE id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "postbox: no such mail");
	return read(rows->front());
}

Result<> keep(Sql& sql, std::int64_t most)
{
	auto gone = sql.execute(
		"DELETE FROM mail_postbox WHERE id NOT IN (SELECT id FROM mail_postbox ORDER BY made DESC, id DESC LIMIT ?)",
		{most});
	if (!gone) return gone.error();
	return {};
}

}
