#include "store/WaveRows.h"

namespace sx::@NAME@::wave_rows {

Result<std::int64_t> count(Sql& sql)
{
	auto rows = sql.query("SELECT COUNT(*) FROM @TABLES@_wave WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	return RowReader(rows->at(0)).integer();
}

Result<> insert(Sql& sql, const std::string& id, Instant at)
{
	auto added = sql.execute("INSERT INTO @TABLES@_wave (tenant_id, id, at) VALUES (:tenant, ?, ?)", {id, at});
	if (!added) return added.error();
	return {};
}

}
