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

}
