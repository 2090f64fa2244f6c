// Shows /order/ID: what is to be paid, and what became of an order (rows E6, E7).
#pragma once
#include "services/Orders.h"
#include "sx/routes.h"

namespace sx::billing {

class OrderPage
{
public:
	OrderPage(const Context& context, const Pricing& pricing, Orders& orders):
		_context(context), _pricing(pricing), _orders(orders)
	{
	}
	static Routes<OrderPage> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> checkout(Request& request) const;
	Result<Response> played(Request& request) const;
	/// Returns the order of the demonstration's payment page. Errors: Missing.
	Result<PlacedOrder> testOrder(const Request& request) const;

	const Context& _context;
	const Pricing& _pricing;
	Orders& _orders;
};

}
