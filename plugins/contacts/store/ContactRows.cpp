#include "store/ContactRows.h"

namespace sx::contacts::contact_rows {

namespace {

ContactRow read(const SqlRow& row)
{
	RowReader next(row);
	return {.id = next.text(), .sealed = next.text()};
}

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	return {};
}

}

Result<std::vector<ContactRow>> all(Sql& sql, const UserId& user)
{
	auto rows = sql.query("SELECT id, sealed FROM contacts_contact WHERE tenant_id = :tenant AND user_id = ?", {user});
	if (!rows) return rows.error();
	std::vector<ContactRow> out;
	out.reserve(rows->size());
	for (const auto& row: *rows) out.push_back(read(row));
	return out;
}

Result<ContactRow> byId(Sql& sql, const UserId& user, const std::string& id)
{
	auto rows = sql.query(
		"SELECT id, sealed FROM contacts_contact WHERE tenant_id = :tenant AND user_id = ? AND id = ?", {user, id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "contacts: no such contact");
	return read(rows->front());
}

Result<> put(Sql& sql, const UserId& user, const ContactRow& row, Instant now)
{
	return done(sql.execute(
		"INSERT INTO contacts_contact (tenant_id, user_id, id, mark, sealed, changed) VALUES (:tenant, ?, ?, ?, ?, ?) "
		"ON CONFLICT (tenant_id, user_id, id) DO UPDATE SET mark = excluded.mark, sealed = excluded.sealed, changed = "
		"excluded.changed",
		{user, row.id, row.mark, row.sealed, now}));
}

Result<std::int64_t> remove(Sql& sql, const UserId& user, const std::string& id)
{
	return sql.execute("DELETE FROM contacts_contact WHERE tenant_id = :tenant AND user_id = ? AND id = ?", {user, id});
}

Result<std::int64_t> count(Sql& sql, const UserId& user)
{
	auto rows = sql.query("SELECT COUNT(*) FROM contacts_contact WHERE tenant_id = :tenant AND user_id = ?", {user});
	if (!rows) return rows.error();
	return rows->front().integer(0);
}

Result<std::int64_t> removeAll(Sql& sql, const UserId& user)
{
	return sql.execute("DELETE FROM contacts_contact WHERE tenant_id = :tenant AND user_id = ?", {user});
}

}
