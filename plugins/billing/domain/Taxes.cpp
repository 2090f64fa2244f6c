#include "domain/Taxes.h"

#include <algorithm>

namespace sx::billing {

std::int64_t shareOf(std::int64_t amount, std::int64_t millis) noexcept
{
	constexpr std::int64_t kWhole = 100'000;  // 100 %, in thousandths of a percent
	return (amount * millis + kWhole / 2) / kWhole;
}

std::vector<Tax> taxesOf(const TaxTable& table, std::int64_t amount, std::string_view province, Day day)
{
	std::vector<Tax> out;
	for (const auto& rate: table)
	{
		if (day < rate.from || (rate.to && day > *rate.to)) continue;
		if (std::find(rate.provinces.begin(), rate.provinces.end(), province) == rate.provinces.end()) continue;
		out.push_back({rate.name, shareOf(amount, rate.millis)});
	}
	return out;
}

}
