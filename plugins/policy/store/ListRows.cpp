#include "store/ListRows.h"

namespace policy::list_rows {
namespace {

const std::string kSelect =
	"SELECT id, name, kind, words, action, gates, is_on FROM policy_list WHERE tenant_id = :tenant";

sx::Result<std::vector<List>> listsOf(const sx::Result<sx::SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<List> out;
	for (const auto& row: *rows)
		out.push_back({{row.text(0)},
			row.text(1),
			row.text(2),
			wordsOf(row.text(3)),
			row.text(4),
			gatesOf(row.text(5)),
			row.flag(6)});
	return out;
}

std::string containing(std::string_view part)
{
	std::string out = "%";
	for (char c: part)
	{
		if (c == '%' || c == '_' || c == '!') out.push_back('!');
		out.push_back(c);
	}
	return out + '%';
}

}

sx::Result<std::vector<List>> page(sx::Sql& sql, const std::string& sought, int from, int limit)
{
	if (sought.empty()) return listsOf(sql.query(kSelect + " ORDER BY name, id LIMIT ? OFFSET ?", {limit, from}));
	const auto wanted = containing(sought);
	return listsOf(sql.query(kSelect +
			" AND (LOWER(name) LIKE LOWER(?) ESCAPE '!' OR LOWER(words) LIKE LOWER(?) ESCAPE '!')"
			" ORDER BY name, id LIMIT ? OFFSET ?",
		{wanted, wanted, limit, from}));
}

sx::Result<std::vector<List>> inForce(sx::Sql& sql)
{
	return listsOf(sql.query(kSelect + " AND is_on = 1 ORDER BY name, id"));
}

sx::Result<List> byId(sx::Sql& sql, const ListId& id)
{
	auto lists = listsOf(sql.query(kSelect + " AND id = ?", {id}));
	if (!lists) return lists.error();
	if (lists->empty()) return sx::Error{sx::Code::Missing, "no such list"};
	return std::move(lists->front());
}

sx::Result<> put(sx::Sql& sql, const List& list, sx::Instant now)
{
	auto changed = sql.execute(
		"UPDATE policy_list SET name = ?, kind = ?, words = ?, action = ?, gates = ?, is_on = ?, changed = ?"
		" WHERE tenant_id = :tenant AND id = ?",
		{list.name, list.kind, linesOf(list.words), list.action, textOf(list.gates), list.isOn, now, list.id});
	if (!changed) return changed.error();
	if (*changed == 1) return {};
	auto count = sql.query("SELECT COUNT(*) FROM policy_list WHERE tenant_id = :tenant");
	if (!count) return count.error();
	if (count->front().integer(0) >= kMostLists) return sx::Error{sx::Code::Conflict, "too many lists", "", "too_many"};
	auto put = sql.execute("INSERT INTO policy_list (tenant_id, id, name, kind, words, action, gates, is_on, changed) "
						   "VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?)",
		{list.id, list.name, list.kind, linesOf(list.words), list.action, textOf(list.gates), list.isOn, now});
	if (!put) return put.error();
	return {};
}

sx::Result<> remove(sx::Sql& sql, const ListId& id)
{
	auto gone = sql.execute("DELETE FROM policy_list WHERE tenant_id = :tenant AND id = ?", {id});
	if (!gone) return gone.error();
	if (*gone == 0) return sx::Error{sx::Code::Missing, "no such list"};
	return {};
}

}
