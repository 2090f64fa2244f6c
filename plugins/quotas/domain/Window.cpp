#include "domain/Window.h"

#include <algorithm>

namespace sx::quotas {

Instant windowEnd(std::chrono::seconds window, Instant now) noexcept
{
	const auto length = std::chrono::milliseconds(window).count();
	return fromMillis((toMillis(now) / length + 1) * length);
}

std::int64_t secondsUntil(Instant at, Instant now) noexcept
{
	return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(at - now).count());
}

}
