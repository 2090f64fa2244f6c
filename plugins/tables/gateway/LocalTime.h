// Tells what the clocks of a time zone showed at a moment.
#pragma once
#include "sx/base.h"

#include <memory>
#include <string>

typedef struct _GTimeZone GTimeZone;

namespace sx::tables {

/// [one thread]
class LocalTime
{
public:
	/// zone: an IANA name; UTC if it is unknown.
	explicit LocalTime(const std::string& zone);
	/// Returns the seconds since 1970 that the zone's clocks showed.
	std::int64_t secondsAt(Instant at) const noexcept;

private:
	struct Free
	{
		void operator()(GTimeZone* zone) const noexcept;
	};
	std::unique_ptr<GTimeZone, Free> _zone;
};

}
