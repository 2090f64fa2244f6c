#include "store/NameRows.h"

#include <algorithm>

namespace sx::directory::name_rows {

namespace {

constexpr std::size_t kBatch = 200;  // ids of one statement

}

Result<std::map<std::string, std::string>> namesOf(Sql& sql, const std::vector<std::string>& ids)
{
	std::map<std::string, std::string> out;
	for (std::size_t from = 0; from < ids.size(); from += kBatch)
	{
		const auto count = std::min(kBatch, ids.size() - from);
		const auto first = ids.begin() + static_cast<std::ptrdiff_t>(from);
		auto rows = sql.query("SELECT id, name, address FROM directory_person WHERE tenant_id = :tenant AND id IN (" +
				placeholders(count) + ")",
			SqlValues(first, first + static_cast<std::ptrdiff_t>(count)));
		if (!rows) return rows.error();
		for (const auto& row: *rows)
		{
			auto name = row.text(1);
			out.emplace(row.text(0), name.empty() ? row.text(2) : std::move(name));
		}
	}
	return out;
}

}
