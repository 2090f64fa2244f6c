#include "store/ListRows.h"

namespace sx::policy::list_rows {
namespace {

const std::string kSelect =
	"SELECT id, name, kind, words, action, gates, is_on FROM policy_list WHERE tenant_id = :tenant";

List listOf(const SqlRow& row)
{
	RowReader next(row);
	return {
		.id = {next.text()},
		.name = next.text(),
		.kind = kKinds.valueOf(next.text()).value_or(Kind::Words),
		.words = wordsOf(next.text()),
		.action = kActions.valueOf(next.text()).value_or(Action::Force),
		.gates = gatesOf(next.text()),
		.isOn = next.flag(),
	};
}

Result<std::vector<List>> listsOf(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<List> out;
	for (const auto& row: *rows) out.push_back(listOf(row));
	return out;
}

}

Result<std::vector<List>> page(Sql& sql, const std::string& sought, int from, int limit)
{
	if (sought.empty()) return listsOf(sql.query(kSelect + " ORDER BY name, id LIMIT ? OFFSET ?", {limit, from}));
	const auto wanted = containing(sought);
	return listsOf(sql.query(kSelect +
			" AND (LOWER(name) LIKE LOWER(?) ESCAPE '!' OR LOWER(words) LIKE LOWER(?) ESCAPE '!')"
			" ORDER BY name, id LIMIT ? OFFSET ?",
		{wanted, wanted, limit, from}));
}

Result<std::vector<List>> inForce(Sql& sql) { return listsOf(sql.query(kSelect + " AND is_on = 1 ORDER BY name, id")); }

Result<List> byId(Sql& sql, const ListId& id)
{
	auto lists = listsOf(sql.query(kSelect + " AND id = ?", {id}));
	if (!lists) return lists.error();
	if (lists->empty()) return failed(Code::Missing, "no such list");
	return std::move(lists->front());
}

Result<> put(Sql& sql, const List& list, Instant now)
{
	const SqlValues columns{list.name,
		kKinds.wordOf(*list.kind),
		linesOf(list.words),
		kActions.wordOf(*list.action),
		textOf(list.gates),
		list.isOn,
		now,
		list.id};
	auto changed = sql.execute(
		"UPDATE policy_list SET name = ?, kind = ?, words = ?, action = ?, gates = ?, is_on = ?, changed = ?"
		" WHERE tenant_id = :tenant AND id = ?",
		columns);
	if (!changed) return changed.error();
	if (*changed == 1) return {};
	auto count = sql.query("SELECT COUNT(*) FROM policy_list WHERE tenant_id = :tenant");
	if (!count) return count.error();
	if (count->front().integer(0) >= kMostLists) return refused(Code::Conflict, "too_many", "too many lists");
	auto put = sql.execute("INSERT INTO policy_list (tenant_id, name, kind, words, action, gates, is_on, changed, id) "
						   "VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?)",
		columns);
	if (!put) return put.error();
	return {};
}

Result<> remove(Sql& sql, const ListId& id)
{
	auto gone = sql.execute("DELETE FROM policy_list WHERE tenant_id = :tenant AND id = ?", {id});
	if (!gone) return gone.error();
	if (*gone == 0) return failed(Code::Missing, "no such list");
	return {};
}

}
