#include "store/TenantStore.h"

#include <map>

namespace sx::directory {

Result<> TenantStore::add(Sql& sql, const NewTenant& tenant, Instant now) const
{
	auto added = sql.execute(
		"INSERT INTO directory_tenant (tenant_id, name, language, time_zone, brand, created, changed) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{tenant.name, tenant.language.tag, tenant.timeZone, _json.write(tenant.brand), now, now});
	if (!added) return added.error();
	std::int64_t position = 0;
	for (const auto& host: tenant.hosts)
	{
		auto one = sql.execute(
			"INSERT INTO directory_host (tenant_id, host, position) VALUES (:tenant, ?, ?) ON CONFLICT DO NOTHING",
			{host, position++});
		if (!one) return one.error();
		if (*one == 0)
			return Error{.code = Code::Conflict, .detail = "the host is another company's: " + host, .field = "hosts"};
	}
	return {};
}

Result<std::vector<TenantRow>> TenantStore::all(Sql& sql) const
{
	auto tenants = sql.query(
		"SELECT tenant_id, name, language, time_zone, brand FROM directory_tenant ORDER BY tenant_id");
	if (!tenants) return tenants.error();
	auto hosts = sql.query("SELECT tenant_id, host FROM directory_host ORDER BY tenant_id, position");
	if (!hosts) return hosts.error();

	std::map<std::string, std::vector<std::string>> hostsOf;
	for (const auto& row: *hosts) hostsOf[row.text(0)].push_back(row.text(1));
	std::vector<TenantRow> out;
	out.reserve(tenants->size());
	for (const auto& row: *tenants)
	{
		auto brand = _json.parse(row.text(4));
		out.push_back({{row.text(0)},
			row.text(1),
			languageOf(row.text(2)),
			row.text(3),
			brand ? std::move(*brand) : Value{},
			std::move(hostsOf[row.text(0)])});
	}
	return out;
}

Result<TenantMark> TenantStore::mark(Sql& sql) const
{
	auto rows = sql.query("SELECT COUNT(*), COALESCE(MAX(changed), 0) FROM directory_tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return TenantMark{};
	return TenantMark{rows->front().integer(0), rows->front().integer(1)};
}

}
