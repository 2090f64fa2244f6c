#include "gateway/LocalTime.h"

#include <glib.h>

namespace sx::tables {

void LocalTime::Free::operator()(GTimeZone* zone) const noexcept { g_time_zone_unref(zone); }

LocalTime::LocalTime(const std::string& zone)
{
	auto* found = g_time_zone_new_identifier(zone.c_str());
	_zone.reset(found ? found : g_time_zone_new_utc());
}

std::int64_t LocalTime::secondsAt(Instant at) const noexcept
{
	const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
	const auto interval = g_time_zone_find_interval(_zone.get(), G_TIME_TYPE_UNIVERSAL, seconds);
	return seconds + g_time_zone_get_offset(_zone.get(), interval);
}

}
