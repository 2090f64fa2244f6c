#include "domain/SmsCode.h"

#include <algorithm>

namespace sx::sms_gate {

std::string cleanCode(std::string_view typed) { return typedCode(typed, kDigits, kCodeLength); }

std::chrono::seconds pauseAfter(std::int64_t asked) noexcept
{
	constexpr std::chrono::seconds kFirst{30}, kLongest{15 * 60};
	return std::min(kLongest, kFirst * (std::int64_t{1} << std::clamp<std::int64_t>(asked - 1, 0, 5)));
}

}
