#include "services/Founding.h"

namespace sx::directory {

Result<UserId> Founding::found(Sql& sql, const NewTenant& given, const NewPerson& first) noexcept
{
	if (auto ok = check(given); !ok) return ok.error();
	if (auto known = _changes.checkZone(given.timeZone); !known) return known.error();
	auto wanted = first;
	wanted.tenant = sql.tenant();
	wanted.role = "super";
	auto person = _changes.prepare(wanted);
	if (!person) return person.error();
	if (auto row = tenants::add(sql, _context.json(), given, _context.clock().now()); !row) return row.error();
	auto added = _changes.add(sql, {{.id = {}, .person = std::move(*person)}}, {});
	if (!added) return added.error();
	const auto tenant = _tenants.tenantOf({.id = sql.tenant(),
		.name = given.name,
		.language = given.language,
		.timeZone = given.timeZone,
		.brand = given.brand,
		.hosts = given.hosts});
	if (auto mailed = _mails.activation(sql, tenant, added->front()); !mailed) return mailed.error();
	auto noted = _changes.record(
		sql, "directory.tenant_added", sql.tenant().value, Value::object({{"name", given.name}}));
	if (!noted) return noted.error();
	return added->front();
}

Result<Company> Founding::company(Sql& sql) const noexcept
{
	auto row = tenants::find(sql, _context.json());
	if (!row) return row.error();
	return Company{.name = std::move(row->name), .hosts = std::move(row->hosts), .brand = std::move(row->brand)};
}

Result<> Founding::change(Sql& sql, const Company& company) noexcept
{
	auto old = tenants::find(sql, _context.json());
	if (!old) return old.error();
	const NewTenant wanted{company.name, company.hosts, old->language, old->timeZone, company.brand};
	if (auto ok = check(wanted); !ok) return ok;
	return tenants::change(sql, _context.json(), wanted, _context.clock().now());
}

}
