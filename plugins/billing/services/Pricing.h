// Prices what somebody wants to buy, for the quote, the cart and the order alike (rows E2, E4, E5).
#pragma once
#include "domain/Cart.h"
#include "services/Discounts.h"
#include "sx/plugin.h"

namespace sx::billing {

/// Computes quotes with the plans, taxes and discounts of this deployment. [any thread]
class Pricing
{
public:
	Pricing(const Context& context, const licensing::Plans& plans, const TaxTable& taxes, const Discounts& discounts):
		_context(context), _plans(plans), _taxes(taxes), _discounts(discounts)
	{
	}

	const licensing::Catalogue& catalogue() const noexcept { return _plans.catalogue(); }

	/// Holds a price, and where it was computed for.
	struct Priced
	{
		Quote quote;
		std::string province;  // empty: no postal code was given, and there are no taxes
		std::string discount;  // the id of the discount; empty: none
		std::optional<Discount> reduction{};
	};
	/// Prices a cart at a company that sells, today. postalCode: empty for a price without taxes. discountCode: empty
	/// for none. Errors: Invalid with field "items…", "postal_code" or "discount_code".
	Result<Priced> price(
		const Tenant& seller, const Cart& cart, std::string_view postalCode, std::string_view discountCode) const;

private:
	const Context& _context;
	const licensing::Plans& _plans;
	const TaxTable& _taxes;
	const Discounts& _discounts;
};

}
