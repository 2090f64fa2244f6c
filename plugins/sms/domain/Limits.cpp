#include "domain/Limits.h"

#include <algorithm>

namespace sx::sms {

std::vector<Counter> countersOf(
	const Limits& limits, const std::string& number, const std::string& country, Instant now)
{
	std::vector<Counter> out;
	auto add = [&](const char* scope, const std::string& subject, std::int64_t hourly, std::int64_t daily) {
		const std::chrono::seconds hour = std::chrono::hours(1), day = std::chrono::hours(24);
		out.push_back({scope, subject, day, std::chrono::floor<std::chrono::days>(now), daily});
		out.push_back({scope, subject, hour, std::chrono::floor<std::chrono::hours>(now), hourly});
	};
	add("tenant", "", limits.tenantHour, limits.tenantDay);
	add("country", country, limits.countryHour, limits.countryDay);
	add("number", number, limits.numberHour, limits.numberDay);
	return out;
}

std::int64_t retryAfter(const Counter& counter, Instant now)
{
	const auto left = std::chrono::ceil<std::chrono::seconds>(counter.began + counter.span - now);
	return std::max<std::int64_t>(1, left.count());
}

}
