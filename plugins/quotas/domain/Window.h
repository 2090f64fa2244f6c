// Says when windows end.
#pragma once
#include "sx/base.h"

namespace sx::quotas {

/// Returns the end of the window that a moment is in. Windows follow each other since 1970 (UTC), so that every node
/// knows the same. window: over 0.
Instant windowEnd(std::chrono::seconds window, Instant now) noexcept;

/// Returns the whole seconds from now to a moment, at least one.
std::int64_t secondsUntil(Instant at, Instant now) noexcept;

}
