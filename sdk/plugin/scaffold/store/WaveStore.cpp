#include "store/WaveStore.h"

namespace @NAME@ {

namespace {

sx::Result<std::int64_t> count(sx::Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*) FROM @TABLES@_wave WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	return rows->at(0).integer(0);
}

}

sx::Result<std::int64_t> countWaves(sx::Store& store, const sx::TenantId& tenant) { return store.read(tenant, count); }

sx::Result<> addWave(sx::Store& store,
	const sx::TenantId& tenant,
	const std::string& id,
	sx::Instant at,
	const std::function<sx::Result<>(std::int64_t)>& mayAdd)
{
	return store.write(tenant, [&](sx::Sql& sql) -> sx::Result<> {
		auto waves = count(sql);
		if (!waves) return waves.error();
		if (auto may = mayAdd(*waves); !may) return may;
		auto added = sql.execute(
			"INSERT INTO @TABLES@_wave (tenant_id, id, at) VALUES (:tenant, ?, ?)", {id, at});
		if (!added) return added.error();
		return {};
	});
}

}
