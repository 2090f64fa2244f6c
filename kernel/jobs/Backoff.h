// Computes how long a failed job waits before its next attempt.
#pragma once
#include <algorithm>
#include <chrono>

namespace sx::jobs {

/// Returns the delay before the next attempt: 5 s, doubled with each attempt, at most 1 h. Up to a fifth of it is taken
/// off at random, so that jobs that failed together are not retried together.
/// @param attempt  the attempt that failed, from 1; @param random  0 to 255
inline std::chrono::milliseconds backoff(int attempt, int random) noexcept
{
	constexpr std::chrono::milliseconds kFirst = std::chrono::seconds(5), kMost = std::chrono::hours(1);
	const auto full = std::min(kMost, kFirst * (1 << std::clamp(attempt - 1, 0, 10)));
	return full - full * random / (255 * 5);
}

}
