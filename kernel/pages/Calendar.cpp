#include "kernel/pages/Calendar.h"

#include "kernel/pages/IcuText.h"

#include <unicode/basictz.h>
#include <unicode/tztrans.h>

#include <memory>

namespace sx::pages {

namespace {

/// Returns the zone of an IANA name; UTC, under another name, if ICU does not know it.
std::unique_ptr<icu::BasicTimeZone> zoneOf(std::string_view name)
{
	const auto id = fromUtf8(name);
	// Every zone that ICU makes is a BasicTimeZone (unicode/basictz.h).
	return std::unique_ptr<icu::BasicTimeZone>(static_cast<icu::BasicTimeZone*>(icu::TimeZone::createTimeZone(id)));
}

Instant instantOf(UDate at) { return fromMillis(static_cast<std::int64_t>(at)); }

Day dayIn(const icu::BasicTimeZone& zone, Instant at)
{
	std::int32_t standard = 0, daylight = 0;
	UErrorCode status = U_ZERO_ERROR;
	zone.getOffset(static_cast<UDate>(toMillis(at)), false, standard, daylight, status);
	const auto there = at.time_since_epoch() + std::chrono::milliseconds(standard + daylight);
	return std::chrono::floor<std::chrono::days>(std::chrono::local_time<std::chrono::milliseconds>(there));
}

}

Instant startOfDay(std::string_view name, Day day)
{
	const auto zone = zoneOf(name);
	const auto midnight = std::chrono::milliseconds(day.time_since_epoch());
	std::int32_t standard = 0, daylight = 0;
	UErrorCode status = U_ZERO_ERROR;
	// A midnight that is skipped is read with the offset before the gap; of one that comes twice, the first counts.
	zone->getOffsetFromLocal(
		static_cast<UDate>(midnight.count()), UCAL_TZ_LOCAL_FORMER, UCAL_TZ_LOCAL_FORMER, standard, daylight, status);
	const Instant start(midnight - std::chrono::milliseconds(standard + daylight));
	// A gap that began before midnight ends earlier than what was read so.
	icu::TimeZoneTransition last;
	if (zone->getPreviousTransition(static_cast<UDate>(toMillis(start)), false, last))
		if (const auto end = instantOf(last.getTime()); dayIn(*zone, end) == day) return end;
	return start;
}

Day dayAt(std::string_view name, Instant at) { return dayIn(*zoneOf(name), at); }

}
