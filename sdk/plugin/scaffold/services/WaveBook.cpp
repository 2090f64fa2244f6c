#include "services/WaveBook.h"

#include "domain/Waves.h"
#include "store/WaveRows.h"

namespace sx::@NAME@ {

Result<std::int64_t> WaveBook::count(const TenantId& tenant) const
{
	return _context.store().read(tenant, wave_rows::count);
}

Result<> WaveBook::add(const TenantId& tenant)
{
	const auto id = _context.keys().uuid();
	const auto now = _context.clock().now();
	// Count in the transaction that adds, so that two requests at once cannot both take the last place.
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto waves = wave_rows::count(sql);
		if (!waves) return waves.error();
		if (auto may = mayWave(*waves, _most); !may) return may;
		return wave_rows::insert(sql, id, now);
	});
}

}
