#include "store/OptionTemplateRows.h"

namespace sx::option_templates::option_template_rows {
namespace {

const std::string kSelect =
	"SELECT id, owner, name, options, is_default FROM option_templates_template WHERE tenant_id = :tenant";

Result<std::vector<OptionTemplateRow>> optionTemplatesOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<OptionTemplateRow> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({{next.text()}, {next.text()}, next.text(), next.text(), next.flag()});
	}
	return out;
}

/// Checks that the owner may have this option template: it is theirs already, or they have fewer than the limit.
Result<> checkRoom(Sql& sql, const OptionTemplateRow& row)
{
	auto count = sql.query("SELECT COUNT(*), MAX(CASE WHEN id = ? THEN 1 ELSE 0 END) FROM option_templates_template "
						   "WHERE tenant_id = :tenant AND owner = ?",
		{row.id, row.owner});
	if (!count) return count.error();
	if (!count->front().flag(1) && count->front().integer(0) >= kMostOfAnOwner)
		return refused(Code::Conflict, "too_many", "too many option templates");
	return {};
}

Result<> clearDefault(Sql& sql, const OptionTemplateRow& row)
{
	if (!row.isDefault) return {};
	auto done = sql.execute(
		"UPDATE option_templates_template SET is_default = 0 WHERE tenant_id = :tenant AND owner = ?", {row.owner});
	if (!done) return done.error();
	return {};
}

}

Result<std::vector<OptionTemplateRow>> visible(Sql& sql, const UserId& user)
{
	return optionTemplatesOf(
		sql.query(kSelect + " AND owner IN (?, '') ORDER BY CASE WHEN owner = '' THEN 1 ELSE 0 END, name, id", {user}));
}

Result<std::vector<OptionTemplateRow>> ownedBy(Sql& sql, const UserId& user)
{
	return optionTemplatesOf(sql.query(kSelect + " AND owner = ? ORDER BY name, id", {user}));
}

Result<OptionTemplateRow> byId(Sql& sql, const UserId& user, const OptionTemplateId& id)
{
	auto rows = optionTemplatesOf(sql.query(kSelect + " AND id = ? AND owner IN (?, '')", {id, user}));
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such option template");
	return std::move(rows->front());
}

Result<> insert(Sql& sql, const OptionTemplateRow& row)
{
	if (auto fits = checkRoom(sql, row); !fits) return fits;
	if (auto cleared = clearDefault(sql, row); !cleared) return cleared;
	auto put = sql.execute(
		"INSERT INTO option_templates_template (tenant_id, id, owner, name, options, is_default) VALUES "
		"(:tenant, ?, ?, ?, ?, ?)",
		{row.id, row.owner, row.name, row.options, row.isDefault});
	if (!put) return put.error();
	return {};
}

Result<> update(Sql& sql, const OptionTemplateRow& row)
{
	if (auto fits = checkRoom(sql, row); !fits) return fits;
	if (auto cleared = clearDefault(sql, row); !cleared) return cleared;
	auto put = sql.execute(
		"UPDATE option_templates_template SET owner = ?, name = ?, options = ?, is_default = ? WHERE "
		"tenant_id = :tenant AND id = ?",
		{row.owner, row.name, row.options, row.isDefault, row.id});
	if (!put) return put.error();
	return {};
}

Result<> remove(Sql& sql, const OptionTemplateId& id)
{
	auto gone = sql.execute("DELETE FROM option_templates_template WHERE tenant_id = :tenant AND id = ?", {id});
	if (!gone) return gone.error();
	return {};
}

Result<> removeOf(Sql& sql, const UserId& user)
{
	auto gone = sql.execute("DELETE FROM option_templates_template WHERE tenant_id = :tenant AND owner = ?", {user});
	if (!gone) return gone.error();
	return {};
}

}
