#include "store/PersonStore.h"

namespace sx::directory::people {

namespace {

Person read(const TenantId& tenant, const SqlRow& row)
{
	return {{row.text(0)},
		tenant,
		row.text(1),
		row.text(2),
		row.text(3),
		languageOf(row.text(4)),
		row.text(5),
		row.flag(6)};
}

Result<Person> one(const Sql& sql, const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return Error{.code = Code::Missing, .detail = "no such person"};
	return read(sql.tenant(), rows->front());
}

Result<> touched(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	if (*count == 0) return Error{.code = Code::Missing, .detail = "no such person"};
	return {};
}

}

Result<> add(Sql& sql, const UserId& id, const NewPerson& person, Instant now)
{
	auto added = sql.execute(
		"INSERT INTO directory_person (tenant_id, id, name, address, role, language, time_zone, is_active, created) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING",
		{id, person.name, person.address, person.role, person.language.tag, person.timeZone, now});
	if (!added) return added.error();
	if (*added == 0)
		return Error{.code = Code::Conflict, .detail = "the address is another person's", .field = "address"};
	return {};
}

Result<Person> byId(Sql& sql, const UserId& id)
{
	return one(sql,
		sql.query("SELECT id, name, address, role, language, time_zone, is_active FROM directory_person WHERE "
				  "tenant_id = :tenant AND id = ?",
			{id}));
}

Result<Person> byAddress(Sql& sql, std::string_view address)
{
	return one(sql,
		sql.query("SELECT id, name, address, role, language, time_zone, is_active FROM directory_person WHERE "
				  "tenant_id = :tenant AND address = ?",
			{address}));
}

Result<std::vector<Person>> all(Sql& sql)
{
	auto rows = sql.query("SELECT id, name, address, role, language, time_zone, is_active FROM directory_person WHERE "
						  "tenant_id = :tenant ORDER BY name, address");
	if (!rows) return rows.error();
	std::vector<Person> out;
	out.reserve(rows->size());
	for (const auto& row: *rows) out.push_back(read(sql.tenant(), row));
	return out;
}

Result<Mobile> mobile(Sql& sql, const UserId& id)
{
	auto rows = sql.query(
		"SELECT mobile, country, protects_replies FROM directory_person WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return Error{.code = Code::Missing, .detail = "no such person"};
	return Mobile{rows->front().text(0), rows->front().text(1), rows->front().integer(2) != 0};
}

Result<> setMobile(Sql& sql, const UserId& id, std::string_view sealed)
{
	return touched(
		sql.execute("UPDATE directory_person SET mobile = ? WHERE tenant_id = :tenant AND id = ?", {sealed, id}));
}

Result<> setCountry(Sql& sql, const UserId& id, std::string_view country)
{
	return touched(
		sql.execute("UPDATE directory_person SET country = ? WHERE tenant_id = :tenant AND id = ?", {country, id}));
}

Result<> setProtectsReplies(Sql& sql, const UserId& id, bool protects)
{
	return touched(sql.execute("UPDATE directory_person SET protects_replies = ? WHERE tenant_id = :tenant AND id = ?",
		{std::int64_t{protects}, id}));
}

}
