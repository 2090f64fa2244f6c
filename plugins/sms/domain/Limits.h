// How many texts may leave, so that nobody makes money by having this server send them (SMS pumping).
#pragma once
#include "sx/base.h"

#include <string>
#include <vector>

namespace sms {

struct Limits
{
	std::int64_t numberHour = 0, numberDay = 0, countryHour = 0, countryDay = 0, tenantHour = 0, tenantDay = 0;
};

/// One counter that a text is counted in: at most `most` in the window that began then.
struct Counter
{
	std::string scope;  // "tenant", "country" or "number"
	std::string subject;
	std::chrono::seconds span{};
	sx::Instant began{};
	std::int64_t most = 0;
};

/// The counters of one text, the widest first, so that concurrent senders lock them in one order.
/// number: what stands for it in the database.
std::vector<Counter> countersOf(
	const Limits& limits, const std::string& number, const std::string& country, sx::Instant now);
/// Whole seconds until the window ends, at least one.
std::int64_t retryAfter(const Counter& counter, sx::Instant now);

}
