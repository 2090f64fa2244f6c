// Writes amounts of money for people.
#pragma once
#include "sx/kit.h"

namespace sx::billing {

/// Writes an amount of cents as the language does: "1 234,50 $" with no-break spaces, "$1,234.50".
std::string moneyText(const Language& language, std::int64_t cents);

}
