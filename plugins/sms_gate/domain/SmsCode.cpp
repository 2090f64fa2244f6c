#include "domain/SmsCode.h"

#include <algorithm>
#include <iterator>

namespace sx::sms_gate {

std::string cleanCode(std::string_view typed)
{
	std::string digits;
	std::copy_if(typed.begin(), typed.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
	return digits;
}

std::chrono::seconds pauseAfter(std::int64_t asked) noexcept
{
	constexpr std::chrono::seconds kFirst{30}, kLongest{15 * 60};
	return std::min(kLongest, kFirst * (std::int64_t{1} << std::clamp<std::int64_t>(asked - 1, 0, 5)));
}

}
