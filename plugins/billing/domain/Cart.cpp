#include "domain/Cart.h"

#include <algorithm>
#include <charconv>

namespace sx::billing {

namespace {

std::int64_t numberOf(std::string_view text) noexcept
{
	std::int64_t out = 0;
	const auto* end = text.data() + text.size();
	return std::from_chars(text.data(), end, out).ptr == end ? out : 0;
}

}

std::int64_t Cart::quantityOf(std::string_view plan) const noexcept
{
	for (const auto& each: items)
		if (each.plan == plan) return each.quantity;
	return 0;
}

void Cart::set(std::string_view plan, std::int64_t quantity)
{
	const auto found = std::find_if(items.begin(), items.end(), [&](const Item& each) { return each.plan == plan; });
	const auto fitting = std::min(quantity, kMostSeats);
	if (found == items.end())
	{
		if (fitting > 0 && items.size() < kMostItems) items.push_back({std::string(plan), fitting});
		return;
	}
	if (fitting > 0)
		found->quantity = fitting;
	else
		items.erase(found);
}

std::int64_t Cart::seats() const noexcept
{
	std::int64_t out = 0;
	for (const auto& each: items) out += each.quantity;
	return out;
}

Cart cartOf(std::string_view cookie, const licensing::Catalogue& catalogue)
{
	Cart out;
	bool isFirst = true;
	while (!cookie.empty())
	{
		const auto end = std::min(cookie.find('.'), cookie.size());
		const auto part = cookie.substr(0, end);
		cookie.remove_prefix(std::min(end + 1, cookie.size()));
		if (isFirst)
		{
			out.period = kPeriods.valueOf(part).value_or(licensing::Period::Month);
			isFirst = false;
			continue;
		}
		const auto dash = std::min(part.find('-'), part.size());
		const auto* plan = catalogue.find(part.substr(0, dash));
		if (plan && dash < part.size()) out.set(plan->id, numberOf(part.substr(dash + 1)));
	}
	return out;
}

std::string cookieOf(const Cart& cart)
{
	std::string out(kPeriods.wordOf(cart.period));
	for (const auto& each: cart.items) out += "." + each.plan + "-" + std::to_string(each.quantity);
	return out;
}

}
