// Computes what an order costs (rows E2, E4, E5).
#pragma once
#include "domain/Taxes.h"
#include "sx/licensing/Plans.h"

#include <optional>

namespace sx::billing {

/// Is one line of an order.
struct Item
{
	std::string plan;
	std::int64_t quantity = 0;
};
inline constexpr std::int64_t kMostSeats = 100'000;  // of one line
inline constexpr std::size_t kMostItems = 20;

/// Is what a discount code takes off: a part, or cents once an order.
struct Discount
{
	std::int64_t percent = 0;  // 0 to 100
	std::int64_t cents = 0;
};

/// Holds what an order costs, in cents.
struct Quote
{
	struct Line
	{
		std::string plan;
		std::int64_t quantity = 0, price = 0, amount = 0;
	};
	std::vector<Line> lines;
	std::int64_t subtotal = 0, discount = 0, tax = 0, total = 0;
	std::vector<Tax> taxes;
};

/// Computes an order's price before taxes: lines of one plan are added up. Errors: Invalid with field "items",
/// "items[N].plan" or "items[N].quantity".
Result<Quote> priced(const licensing::Catalogue& catalogue, const std::vector<Item>& items, licensing::Period period);

/// Takes a discount off the subtotal, at most all of it, and adds the taxes of what is left.
void settle(
	Quote& quote, const std::optional<Discount>& discount, const TaxTable& table, std::string_view province, Day day);

}
