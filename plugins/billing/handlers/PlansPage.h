// Shows /plans: the offer, generated from the catalogue (row E2).
#pragma once
#include "services/Pricing.h"
#include "services/Shop.h"
#include "sx/routes.h"

namespace sx::billing {

/// Names the cookie that holds a Cart.
inline constexpr const char* kCartCookie = "sx_cart";

class PlansPage
{
public:
	PlansPage(const Context& context, const Pricing& pricing, const Shop& shop):
		_context(context), _pricing(pricing), _shop(shop)
	{
	}
	static Routes<PlansPage> routes();

private:
	Result<Response> show(Request& request) const;

	const Context& _context;
	const Pricing& _pricing;
	const Shop& _shop;
};

}
