#include "store/PersonRows.h"

namespace sx::directory::people {

namespace {

constexpr auto kColumns =
	"SELECT id, name, address, role, language, time_zone, is_active FROM directory_person WHERE tenant_id = :tenant";

Person read(const TenantId& tenant, const SqlRow& row)
{
	RowReader next(row);
	Person out{.id = {next.text()},
		.tenant = tenant,
		.name = next.text(),
		.address = next.text(),
		.role = next.text(),
		.language = languageOf(next.text()),
		.timeZone = next.text(),
		.isActive = next.flag()};
	out.hasOwnZone = !out.timeZone.empty();
	return out;
}

Result<Person> one(const Sql& sql, const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such person");
	return read(sql.tenant(), rows->front());
}

Result<> touched(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	if (*count == 0) return failed(Code::Missing, "no such person");
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
	if (*added == 0) return failed(Code::Conflict, "the address is another person's").at("address");
	return {};
}

Result<Person> byId(Sql& sql, const UserId& id)
{
	return one(sql, sql.query(std::string(kColumns) + " AND id = ?", {id}));
}

Result<Person> byAddress(Sql& sql, std::string_view address)
{
	return one(sql, sql.query(std::string(kColumns) + " AND address = ?", {address}));
}

Result<std::vector<Person>> all(Sql& sql)
{
	auto rows = sql.query(std::string(kColumns) + " ORDER BY name, address");
	if (!rows) return rows.error();
	std::vector<Person> out;
	out.reserve(rows->size());
	for (const auto& row: *rows) out.push_back(read(sql.tenant(), row));
	return out;
}

Result<> lock(Sql& sql)
{
	auto locked = sql.execute("UPDATE directory_tenant SET name = name WHERE tenant_id = :tenant", {});
	if (!locked) return locked.error();
	return {};
}

Result<bool> hasActive(Sql& sql, const std::vector<std::string>& roles, const UserId& except)
{
	for (const auto& role: roles)
	{
		auto rows = sql.query(
			"SELECT id FROM directory_person WHERE tenant_id = :tenant AND role = ? AND is_active = 1 "
			"ORDER BY id LIMIT 2",
			{role});
		if (!rows) return rows.error();
		for (const auto& row: *rows)
			if (row.text(0) != except.value) return true;
	}
	return false;
}

Result<> setActive(Sql& sql, const UserId& id, bool isActive)
{
	return touched(sql.execute("UPDATE directory_person SET is_active = ? WHERE tenant_id = :tenant AND id = ?",
		{std::int64_t{isActive}, id}));
}

Result<> setRole(Sql& sql, const UserId& id, std::string_view role)
{
	return touched(
		sql.execute("UPDATE directory_person SET role = ? WHERE tenant_id = :tenant AND id = ?", {role, id}));
}

Result<> setPreferences(Sql& sql, const UserId& id, const Language& language, std::string_view zone)
{
	return touched(
		sql.execute("UPDATE directory_person SET language = ?, time_zone = ? WHERE tenant_id = :tenant AND id = ?",
			{language.tag, zone, id}));
}

Result<Mobile> mobile(Sql& sql, const UserId& id)
{
	auto rows = sql.query(
		"SELECT mobile, country, protects_replies FROM directory_person WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such person");
	RowReader next(rows->front());
	return Mobile{.e164 = next.text(), .country = next.text(), .protectsReplies = next.flag()};
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
