#include "domain/Money.h"

namespace sx::billing {

std::string moneyText(const Language& language, std::int64_t cents)
{
	constexpr const char* kNoBreak = "\u00A0";
	const bool isFrench = language.shortTag() == "fr";
	const auto size = cents < 0 ? -cents : cents;
	auto whole = std::to_string(size / 100), part = std::to_string(size % 100);
	if (part.size() < 2) part.insert(0, 1, '0');
	for (auto at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3)
		whole.insert(static_cast<std::size_t>(at), isFrench ? kNoBreak : ",");
	const std::string sign = cents < 0 ? "\u2212" : "";
	return isFrench ? sign + whole + "," + part + kNoBreak + "$" : sign + "$" + whole + "." + part;
}

}
