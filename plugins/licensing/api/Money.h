// Words an amount of money.
#pragma once
#include "sx/kit.h"

#include <cstdint>
#include <string>

namespace sx::licensing {

/// Returns an amount as people of a language write it: "6,99 $" in French, "$6.99" in English; "6,99 EUR" of currencies
/// other than the dollar of Canada, which in a further language is "CAD" too. cents: minor units of the currency, of
/// which a hundred make one.
inline std::string moneyText(const Language& language, std::int64_t cents, std::string_view currency)
{
	const auto& how = spoken(language);
	const bool isOfCanada = how.language.tag.ends_with("-CA"), isDollar = isOfCanada && currency == "CAD";
	const auto whole = (cents < 0 ? -cents : cents) / 100, rest = (cents < 0 ? -cents : cents) % 100;
	std::string digits = std::to_string(whole);
	for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
		digits.insert(static_cast<std::size_t>(at), how.group);
	digits += how.decimal + std::string(rest < 10 ? "0" : "") + std::to_string(rest);
	const std::string sign = cents < 0 ? "\u2212" : "";
	if (isDollar && how.isCurrencyFirst) return sign + "$" + digits;
	return sign + digits + "\u00a0" + (isDollar ? "$" : std::string(currency));
}

}
