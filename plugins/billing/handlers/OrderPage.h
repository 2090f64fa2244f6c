// Shows /order/ID: what is to be paid, and what became of an order (rows E6, E7).
#pragma once
#include "services/PaymentMethods.h"
#include "sx/routes.h"

namespace sx::billing {

class OrderPage
{
public:
	OrderPage(const Context& context, const Pricing& pricing, Orders& orders, const PaymentMethods& methods):
		_context(context), _pricing(pricing), _orders(orders), _methods(methods)
	{
	}
	static Routes<OrderPage> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> checkout(Request& request) const;
	Result<Response> played(Request& request) const;
	/// Returns the order of the demonstration's payment page, and who sells: an order at the shop, or one of a way to
	/// pay at the company's own host. Errors: Missing.
	Result<std::pair<TenantId, PlacedOrder>> testOrder(const Request& request) const;

	const Context& _context;
	const Pricing& _pricing;
	Orders& _orders;
	const PaymentMethods& _methods;
};

}
