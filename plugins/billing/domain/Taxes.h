// Computes sales taxes to the cent (row E5).
#pragma once
#include "sx/base.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::billing {

/// Is one line of the table of taxes.
struct TaxRate
{
	std::string name;                    // "GST", "HST", "PST" or "QST"
	std::int64_t millis = 0;             // thousandths of a percent: 9,975 is 9.975 %
	std::vector<std::string> provinces;  // "QC"
	Day from{};                          // the first day
	std::optional<Day> to{};             // the last day; none: in force
};

/// Is the table of taxes, of every province and day.
using TaxTable = std::vector<TaxRate>;

/// Is what a tax takes of an amount, in cents.
struct Tax
{
	std::string name;
	std::int64_t amount = 0;
};

/// Returns the taxes of an amount (cents, not negative) in a province on a day, in the order of the table. Each tax is
/// computed of the whole amount, never of another tax, and rounded by itself: half a cent and more is a cent.
/// Source: Excise Tax Act (Canada), section 165.2; docs/decisions/prices.md.
std::vector<Tax> taxesOf(const TaxTable& table, std::int64_t amount, std::string_view province, Day day);

/// Returns the share of an amount at a rate of thousandths of a percent, half a cent rounded up.
/// amount: 0 to 10^12 cents.
std::int64_t shareOf(std::int64_t amount, std::int64_t millis) noexcept;

}
