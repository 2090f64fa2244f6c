#include "store/TenantRows.h"

#include <map>

namespace sx::directory::tenants {

namespace {

Result<> addHosts(Sql& sql, const std::vector<std::string>& hosts)
{
	std::int64_t position = 0;
	for (const auto& host: hosts)
	{
		auto one = sql.execute(
			"INSERT INTO directory_host (tenant_id, host, position) VALUES (:tenant, ?, ?) ON CONFLICT DO NOTHING",
			{host, position++});
		if (!one) return one.error();
		if (*one == 0) return failed(Code::Conflict, "the host is another company's: " + host).at("hosts");
	}
	return {};
}

TenantRow rowOf(const SqlRow& row, const Json& json)
{
	RowReader next(row);
	TenantRow tenant{.id = {next.text()},
		.name = next.text(),
		.language = languageOf(next.text()),
		.timeZone = next.text(),
		.brand = {}};
	if (auto brand = json.parse(next.text())) tenant.brand = std::move(*brand);
	tenant.changed = next.integer();
	return tenant;
}

}

Result<> add(Sql& sql, const Json& json, const NewTenant& tenant, Instant now)
{
	auto added = sql.execute(
		"INSERT INTO directory_tenant (tenant_id, name, language, time_zone, brand, created, changed) "
		"VALUES (:tenant, ?, ?, ?, ?, ?, ?)",
		{tenant.name, tenant.language.tag, tenant.timeZone, json.write(tenant.brand), now, now});
	if (!added) return added.error();
	return addHosts(sql, tenant.hosts);
}

Result<> change(Sql& sql, const Json& json, const NewTenant& tenant, Instant now)
{
	auto changed = sql.execute(
		"UPDATE directory_tenant SET name = ?, brand = ?, changed = CASE WHEN changed < ? THEN ? "
		"ELSE changed + 1 END WHERE tenant_id = :tenant",
		{tenant.name, json.write(tenant.brand), now, now});
	if (!changed) return changed.error();
	if (*changed == 0) return failed(Code::Missing, "no such company");
	auto gone = sql.execute("DELETE FROM directory_host WHERE tenant_id = :tenant");
	if (!gone) return gone.error();
	return addHosts(sql, tenant.hosts);
}

Result<TenantRow> find(Sql& sql, const Json& json)
{
	auto tenants = sql.query("SELECT tenant_id, name, language, time_zone, brand, changed FROM directory_tenant WHERE "
							 "tenant_id = :tenant");
	if (!tenants) return tenants.error();
	if (tenants->empty()) return failed(Code::Missing, "no such company");
	auto hosts = sql.query("SELECT host FROM directory_host WHERE tenant_id = :tenant ORDER BY position");
	if (!hosts) return hosts.error();
	auto out = rowOf(tenants->front(), json);
	for (const auto& row: *hosts) out.hosts.push_back(row.text(0));
	return out;
}

Result<std::vector<TenantRow>> all(Sql& sql, const Json& json)
{
	auto tenants = sql.query(
		"SELECT tenant_id, name, language, time_zone, brand, changed FROM directory_tenant ORDER BY tenant_id");
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
		auto tenant = rowOf(row, json);
		tenant.hosts = std::move(hostsOf[tenant.id.value]);
		out.push_back(std::move(tenant));
	}
	return out;
}

Result<std::map<std::string, std::int64_t>> changes(Sql& sql)
{
	auto rows = sql.query("SELECT tenant_id, changed FROM directory_tenant");
	if (!rows) return rows.error();
	std::map<std::string, std::int64_t> out;
	for (const auto& row: *rows) out.emplace(row.text(0), row.integer(1));
	return out;
}

Result<TenantMark> mark(Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*), COALESCE(SUM(changed), 0) FROM directory_tenant");
	if (!rows) return rows.error();
	if (rows->empty()) return TenantMark{};
	RowReader next(rows->front());
	return TenantMark{.count = next.integer(), .changed = next.integer()};
}

}
