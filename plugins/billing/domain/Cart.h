// Keeps what somebody is about to buy, in their browser's cookie, so that it survives a reload without an account.
#pragma once
#include "domain/Quote.h"
#include "sx/enums.h"

namespace sx::billing {

inline constexpr auto kPeriods = enumWords<licensing::Period>(
	{{licensing::Period::Month, "month"}, {licensing::Period::Year, "year"}});

/// Holds what somebody is about to buy; each plan once, with 1 to kMostSeats seats.
struct Cart
{
	licensing::Period period = licensing::Period::Month;
	std::vector<Item> items{};

	/// Returns the seats of a plan; 0: none.
	std::int64_t quantityOf(std::string_view plan) const noexcept;
	/// Sets the seats of a plan, within their bounds; 0 and less: takes the plan out.
	void set(std::string_view plan, std::int64_t quantity);
	std::int64_t seats() const noexcept;
};

/// Reads a cart that cookieOf() wrote; what the catalogue does not sell any more, or nobody wrote, is left out.
Cart cartOf(std::string_view cookie, const licensing::Catalogue& catalogue);
/// Writes a cart with the characters that a cookie may have: "month.avance-1.pro-2".
std::string cookieOf(const Cart& cart);

}
