#include "store/TenantRows.h"

#include <map>

namespace sx::directory::tenants {

Result<> add(Sql& sql, const Json& json, const NewTenant& tenant, Instant now)
{
	auto added = sql.execute(
		"INSERT INTO directory_tenant (tenant_id, name, language, time_zone, brand, created, changed) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{tenant.name, tenant.language.tag, tenant.timeZone, json.write(tenant.brand), now, now});
	if (!added) return added.error();
	std::int64_t position = 0;
	for (const auto& host: tenant.hosts)
	{
		auto one = sql.execute(
			"INSERT INTO directory_host (tenant_id, host, position) VALUES (:tenant, ?, ?) ON CONFLICT DO NOTHING",
			{host, position++});
		if (!one) return one.error();
		if (*one == 0) return failed(Code::Conflict, "the host is another company's: " + host).at("hosts");
	}
	return {};
}

Result<std::vector<TenantRow>> all(Sql& sql, const Json& json)
{
	auto tenants = sql.query(
		"SELECT tenant_id, name, language, time_zone, brand FROM directory_tenant ORDER BY tenant_id");
	if (!tenants) return tenants.error();
	auto hosts = sql.query("SELECT tenant_id, host FROM directory_host ORDER BY tenant_id, position");
	if (!hosts) return hosts.error();

	std::map<std::string, std::vector<std::string>> hostsOf;
	for (const auto& row: *hosts)
	{
		RowReader next(row);
		const auto tenant = next.text();
		hostsOf[tenant].push_back(next.text());
	}
	std::vector<TenantRow> out;
	out.reserve(tenants->size());
	for (const auto& row: *tenants)
	{
		RowReader next(row);
		TenantRow tenant{.id = {next.text()},
			.name = next.text(),
			.language = languageOf(next.text()),
			.timeZone = next.text(),
			.brand = {},
			.hosts = {}};
		if (auto brand = json.parse(next.text())) tenant.brand = std::move(*brand);
		tenant.hosts = std::move(hostsOf[tenant.id.value]);
		out.push_back(std::move(tenant));
	}
	return out;
}

Result<TenantMark> mark(Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*), COALESCE(MAX(changed), 0) FROM directory_tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return TenantMark{};
	RowReader next(rows->front());
	return TenantMark{.count = next.integer(), .changed = next.integer()};
}

}
