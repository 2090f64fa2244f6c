// Writes days as the reader's language does.
#pragma once
#include "sx/plugin.h"
#include "sx/time.h"

namespace sx::billing {

/// Returns a day as people write it: "13 décembre 2026"; isShort: "13 déc. 2026".
inline std::string dayText(const Pages& pages, const Language& language, Day day, bool isShort = false)
{
	// At noon in UTC it is the same day wherever the server's own clock stands.
	const Instant noon = Instant(day.time_since_epoch()) + std::chrono::hours(12);
	// ICU takes the moment of a date as a double, not as a whole number of 64 bits.
	const Value at(static_cast<double>(toMillis(noon)));
	return pages.text(language, isShort ? "day.short" : "day.long", Value::object({{"at", at}}));
}

}
