// Where time comes from.
#pragma once
#include "sx/kit.h"

#include <atomic>

namespace sx::base {

/// The machine's clock. [any thread]
class SystemClock final: public Clock
{
public:
	Instant now() const noexcept override
	{
		return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
	}
};

/// Stands still until it is told to move: for tests. [any thread]
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
