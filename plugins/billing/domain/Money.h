// Writes amounts of money for people.
#pragma once
#include "sx/licensing/Money.h"

namespace sx::billing {

/// Writes an amount of cents as the language does: "1 234,50 $" with no-break spaces, "$1,234.50". It is in dollars of
/// Canada, whose taxes are the ones that are known.
inline std::string moneyText(const Language& language, std::int64_t cents)
{
	return licensing::moneyText(language, cents, "CAD");
}

}
