#include "domain/Tries.h"

#include <algorithm>

namespace sx::sealed {

Tries afterWrong(Tries tries, Instant now) noexcept
{
	++tries.wrong;
	if (tries.wrong < kFreeTries) return tries;
	const auto doublings = std::min(tries.wrong - kFreeTries, 6);
	const auto wait = std::min(std::chrono::minutes(1 << doublings), std::chrono::minutes(60));
	tries.waitUntil = now + wait;
	return tries;
}

}
