// How long a failed job rests.
#pragma once
#include <algorithm>
#include <chrono>

namespace sx::jobs {

/// 5 s, doubling, at most 1 h, of which the last fifth is left to chance so that jobs that failed together do not
/// return together. @param attempt  the one that failed, from 1; @param random  0 to 255
inline std::chrono::milliseconds backoff(int attempt, int random) noexcept
{
	constexpr std::chrono::milliseconds kFirst = std::chrono::seconds(5), kMost = std::chrono::hours(1);
	const auto full = std::min(kMost, kFirst * (1 << std::clamp(attempt - 1, 0, 10)));
	return full - full * random / (255 * 5);
}

}
