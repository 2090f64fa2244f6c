// Stores discount codes.
#pragma once
#include "domain/Quote.h"
#include "sx/sql.h"

namespace sx::billing {

/// Describes a discount code; the code itself is stored nowhere.
struct DiscountRow
{
	std::string id;
	std::string mac;  // base64url
	Discount discount;
	Instant starts{};
	std::optional<Instant> ends{};
	std::optional<std::int64_t> usesLeft{};
};

namespace discount_rows {

inline constexpr int kMost = 500;  // of a company: each quote with a code compares it with all of them

/// Returns all discounts of the transaction's company, the newest first.
Result<std::vector<DiscountRow>> all(Sql& sql);
/// Adds a discount. Errors: Conflict (the company has as many as it may).
Result<> insert(Sql& sql, const DiscountRow& row);
/// Takes one use of a discount; false: none is left, or it is gone.
Result<bool> take(Sql& sql, std::string_view id);
/// Gives a use back, of an order that came to nothing.
Result<> giveBack(Sql& sql, std::string_view id);
/// Removes a discount. Errors: Missing.
Result<> remove(Sql& sql, std::string_view id);

}

}
