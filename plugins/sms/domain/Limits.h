// Limits how many texts may leave, so that nobody earns money by making this server send them (SMS pumping).
#pragma once
#include "sx/base.h"

#include <string>
#include <vector>

namespace sx::sms {

/// Holds the limits of the settings.
struct Limits
{
	std::int64_t numberHour = 0, numberDay = 0, countryHour = 0, countryDay = 0, tenantHour = 0, tenantDay = 0;
};

/// Identifies a counter that a text is counted in: at most `most` texts in the window of length `span` that began at
/// `began`.
struct Counter
{
	std::string scope;  // "tenant", "country" or "number"
	std::string subject;
	std::chrono::seconds span{};
	Instant began{};
	std::int64_t most = 0;
};

/// Returns the counters of one text, the widest first, so that concurrent senders lock them in the same order.
/// number: the MAC that represents the number in the database.
std::vector<Counter> countersOf(
	const Limits& limits, const std::string& number, const std::string& country, Instant now);
/// Returns the whole seconds until the window ends, at least one.
std::int64_t retryAfter(const Counter& counter, Instant now);

}
