// Provides the clocks: the machine's, and one that tests move by hand.
#pragma once
#include "sx/kit.h"

#include <atomic>

namespace sx::base {

/// Reads the machine's clock, in whole milliseconds. [any thread]
class SystemClock final: public Clock
{
public:
	Instant now() const noexcept override
	{
		return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
	}
};

/// Keeps its time until a test moves it. [any thread]
class FakeClock final: public Clock
{
public:
	explicit FakeClock(Instant start = fromMillis(1'795'000'000'000)): _millis(toMillis(start)) {}
	Instant now() const noexcept override { return fromMillis(_millis.load()); }
	void advance(std::chrono::milliseconds by) noexcept { _millis += by.count(); }
	void set(Instant at) noexcept { _millis = toMillis(at); }

private:
	std::atomic<std::int64_t> _millis;
};

}
