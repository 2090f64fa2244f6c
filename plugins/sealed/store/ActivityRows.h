// Reads how much belongs to items, and when something last happened to them.
#pragma once
#include "sx/sealed/Item.h"
#include "sx/sql.h"

#include <map>
#include <string>
#include <vector>

namespace sx::sealed::activity_rows {

struct Activity
{
	std::int64_t files = 0;  // without the manifest
	Instant last{};          // of its newest event
};

/// Returns the activity of items, by item.
Result<std::map<std::string, Activity>> of(Sql& sql, const std::vector<ItemId>& items);

}
