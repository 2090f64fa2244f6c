#include "domain/SmsCode.h"

#include <algorithm>
#include <iterator>

namespace sx::messages {

std::string makeSmsCode(std::string_view random)
{
	std::string code;
	for (unsigned char byte: random)
	{
		if (byte >= 250) continue;  // 250 is the last multiple of 10 below 256: no digit is favoured
		code.push_back(static_cast<char>('0' + byte % 10));
		if (code.size() == 6) return code;
	}
	return {};
}

std::string cleanSmsCode(std::string_view typed)
{
	std::string digits;
	std::copy_if(typed.begin(), typed.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
	return digits;
}

std::chrono::seconds smsPause(std::int64_t asked) noexcept
{
	constexpr std::chrono::seconds kFirst{30}, kLongest{15 * 60};
	return std::min(kLongest, kFirst * (std::int64_t{1} << std::clamp<std::int64_t>(asked - 1, 0, 5)));
}

}
