// Stores waves: all SQL of this plugin is here.
#pragma once
#include "sx/sql.h"

#include <functional>

namespace @NAME@ {

sx::Result<std::int64_t> countWaves(sx::Store& store, const sx::TenantId& tenant);

/// Adds a wave if `mayAdd` allows it for the number there is. Calls `mayAdd` within the transaction, so that two
/// requests at once cannot both take the last place.
sx::Result<> addWave(sx::Store& store,
	const sx::TenantId& tenant,
	const std::string& id,
	sx::Instant at,
	const std::function<sx::Result<>(std::int64_t)>& mayAdd);

}
