// Limits calls per minute and network address, in bounded memory.
#pragma once
#include <array>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <vector>

namespace sx::http {

/// Keeps token buckets in a table of fixed size. When more callers hash to one set than it has places, the fullest
/// bucket is replaced, because it remembers least. So memory stays bounded, and an attacker with many addresses cannot
/// release a caller who was just limited. [any thread]
class RateLimiter
{
public:
	RateLimiter();
	/// Takes one call from a bucket that holds a minute's worth, `perMinute` calls. Returns 0 if the call is allowed,
	/// otherwise the seconds to wait. network: Address::network(); bucket: tells routes apart; nowMillis: any monotonic
	/// clock.
	int take(std::string_view network, std::uint32_t bucket, int perMinute, std::int64_t nowMillis) noexcept;

private:
	struct Bucket
	{
		std::uint64_t key = 0;
		std::int64_t at = 0;
		double missing = 0;  // calls taken and not yet refilled, so that an unused bucket is all zero
		double perMinute = 1;
	};
	static constexpr std::size_t kWays = 8;
	static constexpr std::size_t kSets = 4096;
	static constexpr std::size_t kLocks = 64;

	std::vector<Bucket> _buckets;
	std::array<std::mutex, kLocks> _locks;
	std::uint64_t _seed;
};

}
