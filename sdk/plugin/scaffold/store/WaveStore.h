// Waves in the database: all SQL of this plugin.
#pragma once
#include "sx/sql.h"

#include <functional>

namespace @NAME@ {

sx::Result<std::int64_t> countWaves(sx::Store& store, const sx::TenantId& tenant);

/// Adds a wave if `mayAdd` agrees with how many there are: asked within the transaction, so that two never slip
/// through.
sx::Result<> addWave(sx::Store& store,
	const sx::TenantId& tenant,
	const std::string& id,
	sx::Instant at,
	const std::function<sx::Result<>(std::int64_t)>& mayAdd);

}
