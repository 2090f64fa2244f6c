#include "handlers/CountsView.h"

#include <algorithm>
#include <cmath>

namespace sx::statistics {

std::optional<double> shareOf(std::int64_t part, std::int64_t whole)
{
	if (whole == 0) return std::nullopt;
	return std::min(1.0, static_cast<double>(part) / static_cast<double>(whole));
}

std::string percentOf(const RequestWords& words, std::optional<double> share)
{
	if (!share) return "—";
	return words("percent", Value::object({{"share", static_cast<std::int64_t>(std::lround(*share * 100))}}));
}

}
