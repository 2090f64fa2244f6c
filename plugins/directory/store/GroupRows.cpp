#include "store/GroupRows.h"

#include "sx/fold.h"

namespace sx::directory::group_rows {

namespace {

constexpr auto kColumns =
	"SELECT id, name, priority, permissions, members, changed FROM directory_group WHERE tenant_id = :tenant";

std::string joined(const std::vector<std::string>& permissions)
{
	std::string out;
	for (const auto& each: permissions) out += (out.empty() ? "" : " ") + each;
	return out;
}

Group read(const SqlRow& row)
{
	RowReader next(row);
	Group out;
	out.id = next.text();
	out.name = next.text();
	out.priority = next.integer();
	out.permissions = wordsOf(next.text());
	out.members = next.integer();
	out.changed = next.instant();
	return out;
}

Result<std::vector<Group>> readAll(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<Group> out;
	out.reserve(rows->size());
	for (const auto& row: *rows) out.push_back(read(row));
	return out;
}

Error missing() { return failed(Code::Missing, "no such group"); }
Error taken() { return failed(Code::Conflict, "another group has that name").at("name"); }

Result<Group> one(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return missing();
	return read(rows->front());
}

/// Adds the condition that a search makes to a statement.
void search(std::string& text, SqlValues& values, const char* column, const std::string& sought)
{
	if (sought.empty()) return;
	text += std::string(" AND ") + column + " LIKE ? ESCAPE '!'";
	values.emplace_back(containing(fold(sought)));
}

void limit(std::string& text, SqlValues& values, const GroupQuery& query)
{
	text += " LIMIT ? OFFSET ?";
	values.emplace_back(query.limit);
	values.emplace_back(query.offset);
}

}

Result<> add(Sql& sql, const Group& group)
{
	auto added = sql.execute(
		"INSERT INTO directory_group (tenant_id, id, name, folded, priority, permissions, members, changed) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
		{group.id, group.name, fold(group.name), group.priority, joined(group.permissions), group.changed});
	if (!added) return added.error();
	if (*added == 0) return taken();
	return {};
}

Result<> lock(Sql& sql, std::string_view id, Instant now)
{
	auto locked = sql.execute("UPDATE directory_group SET changed = ? WHERE tenant_id = :tenant AND id = ?", {now, id});
	if (!locked) return locked.error();
	if (*locked == 0) return missing();
	return {};
}

Result<> put(Sql& sql, const Group& group)
{
	auto other = sql.query("SELECT id FROM directory_group WHERE tenant_id = :tenant AND folded = ? AND id <> ?",
		{fold(group.name), group.id});
	if (!other) return other.error();
	if (!other->empty()) return taken();
	auto put = sql.execute("UPDATE directory_group SET name = ?, folded = ?, priority = ?, permissions = ? "
						   "WHERE tenant_id = :tenant AND id = ?",
		{group.name, fold(group.name), group.priority, joined(group.permissions), group.id});
	if (!put) return put.error().code == Code::Conflict ? taken() : put.error();
	return {};
}

Result<> remove(Sql& sql, std::string_view id)
{
	auto members = sql.execute("DELETE FROM directory_membership WHERE tenant_id = :tenant AND group_id = ?", {id});
	if (!members) return members.error();
	auto gone = sql.execute("DELETE FROM directory_group WHERE tenant_id = :tenant AND id = ?", {id});
	if (!gone) return gone.error();
	return {};
}

Result<Group> byId(Sql& sql, std::string_view id)
{
	return one(sql.query(std::string(kColumns) + " AND id = ?", {id}));
}

Result<Group> byName(Sql& sql, std::string_view name)
{
	return one(sql.query(std::string(kColumns) + " AND folded = ?", {fold(name)}));
}

Result<std::vector<Group>> list(Sql& sql, const GroupQuery& query)
{
	std::string text = kColumns;
	SqlValues values;
	if (!query.after.empty())
	{
		text += " AND folded > (SELECT folded FROM directory_group WHERE tenant_id = :tenant AND id = ?)";
		values.emplace_back(query.after);
	}
	search(text, values, "folded", query.search);
	text += " ORDER BY folded";
	limit(text, values, query);
	return readAll(sql.query(text, values));
}

Result<std::int64_t> count(Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*) FROM directory_group WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	return rows->empty() ? 0 : rows->front().integer(0);
}

Result<std::vector<Group>> of(Sql& sql, const UserId& user)
{
	return readAll(
		sql.query("SELECT g.id, g.name, g.priority, g.permissions, g.members, g.changed FROM directory_membership m "
				  "JOIN directory_group g ON g.tenant_id = m.tenant_id AND g.id = m.group_id "
				  "WHERE m.tenant_id = :tenant AND m.user_id = ? ORDER BY g.priority, g.folded",
			{user}));
}

Result<std::vector<Member>> members(Sql& sql, std::string_view id, const GroupQuery& query)
{
	std::string text = "SELECT p.id, p.name, p.address, p.is_active FROM directory_membership m "
					   "JOIN directory_person p ON p.tenant_id = m.tenant_id AND p.id = m.user_id "
					   "WHERE m.tenant_id = :tenant AND m.group_id = ? AND m.user_id > ?";
	SqlValues values{id, query.after};
	search(text, values, "p.folded", query.search);
	text += " ORDER BY m.user_id";
	limit(text, values, query);
	auto rows = sql.query(text, values);
	if (!rows) return rows.error();
	std::vector<Member> out;
	out.reserve(rows->size());
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({.id = {next.text()}, .name = next.text(), .address = next.text(), .isActive = next.flag()});
	}
	return out;
}

Result<bool> addMember(Sql& sql, std::string_view id, const UserId& user)
{
	auto added = sql.execute(
		"INSERT INTO directory_membership (tenant_id, user_id, group_id) VALUES (:tenant, ?, ?) ON CONFLICT DO NOTHING",
		{user, id});
	if (!added) return added.error();
	if (*added == 0) return false;
	auto counted = sql.execute(
		"UPDATE directory_group SET members = members + 1 WHERE tenant_id = :tenant AND id = ?", {id});
	if (!counted) return counted.error();
	return true;
}

Result<bool> removeMember(Sql& sql, std::string_view id, const UserId& user)
{
	auto gone = sql.execute(
		"DELETE FROM directory_membership WHERE tenant_id = :tenant AND user_id = ? AND group_id = ?", {user, id});
	if (!gone) return gone.error();
	if (*gone == 0) return false;
	auto counted = sql.execute(
		"UPDATE directory_group SET members = members - 1 WHERE tenant_id = :tenant AND id = ?", {id});
	if (!counted) return counted.error();
	return true;
}

Result<> forgetPerson(Sql& sql, const UserId& user)
{
	auto rows = sql.query(
		"SELECT group_id FROM directory_membership WHERE tenant_id = :tenant AND user_id = ? ORDER BY group_id",
		{user});
	if (!rows) return rows.error();
	for (const auto& row: *rows)
		if (auto gone = removeMember(sql, row.text(0), user); !gone) return gone.error();
	return {};
}

}
