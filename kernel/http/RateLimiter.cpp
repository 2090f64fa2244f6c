#include "kernel/http/RateLimiter.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace sx::http {

namespace {

/// Mixes the bits so well that callers cannot aim at one set without knowing the seed (splitmix64's finaliser).
std::uint64_t mixed(std::uint64_t value) noexcept
{
	value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
	value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
	return value ^ (value >> 31);
}

}

RateLimiter::RateLimiter(): _buckets(kSets * kWays)
{
	std::random_device device;
	_seed = (static_cast<std::uint64_t>(device()) << 32) | device();
}

int RateLimiter::take(std::string_view network, std::uint32_t bucket, int perMinute, std::int64_t nowMillis) noexcept
{
	std::uint64_t key = mixed(_seed ^ bucket ^ (static_cast<std::uint64_t>(network.size()) << 32));
	std::uint64_t packed = 0;
	for (char c: network) packed = (packed << 8) | static_cast<unsigned char>(c);
	key = mixed(key ^ mixed(packed ^ _seed));
	if (key == 0) key = 1;

	const std::size_t set = key % kSets;
	const std::lock_guard lock(_locks[set % kLocks]);
	Bucket* const first = &_buckets[set * kWays];
	Bucket* found = std::find_if(first, first + kWays, [&](const Bucket& each) { return each.key == key; });
	auto missingNow = [&](const Bucket& each) {
		return std::max(0.0,
			each.missing -
				static_cast<double>(std::max<std::int64_t>(0, nowMillis - each.at)) * each.perMinute / 60'000.0);
	};
	if (found == first + kWays)
	{
		found = std::min_element(first, first + kWays, [&](const Bucket& a, const Bucket& b) {
			return missingNow(a) / a.perMinute < missingNow(b) / b.perMinute;
		});
		*found = {key, nowMillis, 0, static_cast<double>(perMinute)};
	}
	found->missing = missingNow(*found);
	found->at = nowMillis;
	if (found->missing + 1 > perMinute)
		return std::max(1, static_cast<int>(std::ceil((found->missing + 1 - perMinute) * 60.0 / perMinute)));
	found->missing += 1;
	return 0;
}

}
