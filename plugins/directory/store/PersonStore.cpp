#include "store/PersonStore.h"

namespace directory::people {

namespace {

sx::directory::Person read(const sx::TenantId& tenant, const sx::SqlRow& row)
{
	return {{row.text(0)},
		tenant,
		row.text(1),
		row.text(2),
		row.text(3),
		sx::languageOf(row.text(4)),
		row.text(5),
		row.flag(6)};
}

sx::Result<sx::directory::Person> one(const sx::Sql& sql, const sx::Result<sx::SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return sx::Error{.code = sx::Code::Missing, .detail = "no such person"};
	return read(sql.tenant(), rows->front());
}

sx::Result<> touched(const sx::Result<std::int64_t>& count)
{
	if (!count) return count.error();
	if (*count == 0) return sx::Error{.code = sx::Code::Missing, .detail = "no such person"};
	return {};
}

}

sx::Result<> add(sx::Sql& sql, const sx::UserId& id, const sx::directory::NewPerson& person, sx::Instant now)
{
	auto added = sql.execute(
		"INSERT INTO directory_person (tenant_id, id, name, address, role, language, time_zone, is_active, created) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING",
		{id, person.name, person.address, person.role, person.language.tag, person.timeZone, now});
	if (!added) return added.error();
	if (*added == 0)
		return sx::Error{.code = sx::Code::Conflict, .detail = "the address is another person's", .field = "address"};
	return {};
}

sx::Result<sx::directory::Person> byId(sx::Sql& sql, const sx::UserId& id)
{
	return one(sql,
		sql.query("SELECT id, name, address, role, language, time_zone, is_active FROM directory_person WHERE "
				  "tenant_id = :tenant AND id = ?",
			{id}));
}

sx::Result<sx::directory::Person> byAddress(sx::Sql& sql, std::string_view address)
{
	return one(sql,
		sql.query("SELECT id, name, address, role, language, time_zone, is_active FROM directory_person WHERE "
				  "tenant_id = :tenant AND address = ?",
			{address}));
}

sx::Result<std::vector<sx::directory::Person>> all(sx::Sql& sql)
{
	auto rows = sql.query("SELECT id, name, address, role, language, time_zone, is_active FROM directory_person WHERE "
						  "tenant_id = :tenant ORDER BY name, address");
	if (!rows) return rows.error();
	std::vector<sx::directory::Person> out;
	out.reserve(rows->size());
	for (const auto& row: *rows) out.push_back(read(sql.tenant(), row));
	return out;
}

sx::Result<sx::directory::Mobile> mobile(sx::Sql& sql, const sx::UserId& id)
{
	auto rows = sql.query(
		"SELECT mobile, country, protects_replies FROM directory_person WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return sx::Error{.code = sx::Code::Missing, .detail = "no such person"};
	return sx::directory::Mobile{rows->front().text(0), rows->front().text(1), rows->front().integer(2) != 0};
}

sx::Result<> setMobile(sx::Sql& sql, const sx::UserId& id, std::string_view sealed)
{
	return touched(
		sql.execute("UPDATE directory_person SET mobile = ? WHERE tenant_id = :tenant AND id = ?", {sealed, id}));
}

sx::Result<> setCountry(sx::Sql& sql, const sx::UserId& id, std::string_view country)
{
	return touched(
		sql.execute("UPDATE directory_person SET country = ? WHERE tenant_id = :tenant AND id = ?", {country, id}));
}

sx::Result<> setProtectsReplies(sx::Sql& sql, const sx::UserId& id, bool protects)
{
	return touched(sql.execute("UPDATE directory_person SET protects_replies = ? WHERE tenant_id = :tenant AND id = ?",
		{std::int64_t{protects}, id}));
}

}
