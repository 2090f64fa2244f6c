#include "store/ActivityRows.h"

namespace sx::sealed::activity_rows {

Result<std::map<std::string, Activity>> of(Sql& sql, const std::vector<ItemId>& items)
{
	std::map<std::string, Activity> out;
	if (items.empty()) return out;
	const SqlValues ids(items.begin(), items.end());
	auto values = ids;
	values.emplace_back(kManifestId);
	auto rows = sql.query("SELECT item_id, COUNT(*) FROM sealed_file WHERE tenant_id = :tenant AND item_id IN (" +
			placeholders(items.size()) + ") AND id <> ? GROUP BY item_id",
		values);
	if (!rows) return rows.error();
	for (const auto& row: *rows) out[row.text(0)].files = row.integer(1);
	rows = sql.query("SELECT item_id, MAX(at) FROM sealed_event WHERE tenant_id = :tenant AND item_id IN (" +
			placeholders(items.size()) + ") GROUP BY item_id",
		ids);
	if (!rows) return rows.error();
	for (const auto& row: *rows) out[row.text(0)].last = row.instant(1);
	return out;
}

}
