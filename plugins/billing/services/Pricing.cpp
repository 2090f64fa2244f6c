#include "services/Pricing.h"

#include "domain/Province.h"

namespace sx::billing {

Result<Pricing::Priced> Pricing::price(
	const Tenant& seller, const Cart& cart, std::string_view postalCode, std::string_view discountCode) const
{
	auto quote = priced(catalogue(), cart.items, cart.period);
	if (!quote) return quote.error();
	Priced out{.quote = std::move(*quote), .province = {}, .discount = {}};
	if (!postalCode.empty())
	{
		auto province = provinceOf(postalCode);
		if (!province) return province.error();
		out.province = std::move(*province);
	}
	if (!discountCode.empty())
	{
		auto found = _discounts.find(seller.id, discountCode, seller.timeZone);
		if (!found) return found.error();
		out.reduction = found->discount;
		out.discount = std::move(found->id);
	}
	const auto today = _context.pages().dayAt(seller.timeZone, _context.clock().now());
	settle(out.quote, out.reduction, _taxes, out.province, today);
	return out;
}

}
