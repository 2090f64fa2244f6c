#include "store/OptionTemplateRows.h"

namespace sx::messages::option_template_rows {
namespace {

const std::string kSelect =
	"SELECT id, owner, name, options, is_default FROM messages_option_template WHERE tenant_id = :tenant";

SqlValue ownerOf(const OptionTemplateRow& row) { return row.owner.empty() ? SqlValue() : SqlValue(row.owner); }

Result<std::vector<OptionTemplateRow>> optionTemplatesOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<OptionTemplateRow> out;
	for (const auto& row: *rows) out.push_back({{row.text(0)}, {row.text(1)}, row.text(2), row.text(3), row.flag(4)});
	return out;
}

/// Compares owners with COALESCE, because NULL equals nothing.
const std::string kSameOwner = " AND COALESCE(owner, '') = COALESCE(CAST(? AS TEXT), '')";

/// Checks that the owner may have this option template: it is theirs already, or they have fewer than the limit.
Result<> checkRoom(Sql& sql, const OptionTemplateRow& row)
{
	auto count = sql.query("SELECT COUNT(*), MAX(CASE WHEN id = ? THEN 1 ELSE 0 END) FROM messages_option_template "
						   "WHERE tenant_id = :tenant" +
			kSameOwner,
		{row.id, ownerOf(row)});
	if (!count) return count.error();
	if (!count->front().flag(1) && count->front().integer(0) >= kMostOfAnOwner)
		return Error{Code::Conflict, "too many option templates", "", "too_many"};
	return {};
}

Result<> clearDefault(Sql& sql, const OptionTemplateRow& row)
{
	if (!row.isDefault) return {};
	auto done = sql.execute(
		"UPDATE messages_option_template SET is_default = 0 WHERE tenant_id = :tenant" + kSameOwner, {ownerOf(row)});
	if (!done) return done.error();
	return {};
}

}

Result<std::vector<OptionTemplateRow>> visible(Sql& sql, const UserId& user)
{
	return optionTemplatesOf(sql.query(
		kSelect + " AND (owner = ? OR owner IS NULL) ORDER BY CASE WHEN owner IS NULL THEN 1 ELSE 0 END, name, id",
		{user}));
}

Result<OptionTemplateRow> byId(Sql& sql, const UserId& user, const OptionTemplateId& id)
{
	auto rows = optionTemplatesOf(sql.query(kSelect + " AND id = ? AND (owner = ? OR owner IS NULL)", {id, user}));
	if (!rows) return rows.error();
	if (rows->empty()) return Error{Code::Missing, "no such option template"};
	return std::move(rows->front());
}

Result<> insert(Sql& sql, const OptionTemplateRow& row)
{
	if (auto fits = checkRoom(sql, row); !fits) return fits;
	if (auto cleared = clearDefault(sql, row); !cleared) return cleared;
	auto put = sql.execute(
		"INSERT INTO messages_option_template (tenant_id, id, owner, name, options, is_default) VALUES "
		"(:tenant, ?, ?, ?, ?, ?)",
		{row.id, ownerOf(row), row.name, row.options, row.isDefault});
	if (!put) return put.error();
	return {};
}

Result<> update(Sql& sql, const OptionTemplateRow& row)
{
	if (auto fits = checkRoom(sql, row); !fits) return fits;
	if (auto cleared = clearDefault(sql, row); !cleared) return cleared;
	auto put = sql.execute("UPDATE messages_option_template SET owner = ?, name = ?, options = ?, is_default = ? WHERE "
						   "tenant_id = :tenant AND id = ?",
		{ownerOf(row), row.name, row.options, row.isDefault, row.id});
	if (!put) return put.error();
	return {};
}

Result<> remove(Sql& sql, const OptionTemplateId& id)
{
	auto gone = sql.execute("DELETE FROM messages_option_template WHERE tenant_id = :tenant AND id = ?", {id});
	if (!gone) return gone.error();
	return {};
}

}
