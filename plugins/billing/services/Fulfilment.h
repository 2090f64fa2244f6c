// Does what an order that was accepted asks for: makes a company, or keeps a way to pay (rows E6, E7).
#pragma once
#include "services/Orders.h"
#include "services/Subscriptions.h"
#include "sx/directory/Companies.h"

namespace sx::billing {

/// Makes companies in one transaction each: host, super-administrator with activation mail, subscription, licence and
/// invoice; each once, however often an order is reported as paid. Keeps ways to pay. [a job thread]
class Fulfilment
{
public:
	Fulfilment(Context& context,
		const Orders& orders,
		const Shop& shop,
		directory::Companies& companies,
		const Subscriptions& subscriptions):
		_context(context),
		_orders(orders), _shop(shop), _companies(companies), _subscriptions(subscriptions)
	{
	}

	/// Runs the job Orders::kFulfil.
	Result<> run(const Job& job) const;

private:
	/// Makes the company at a host with everything that was bought, unless the order has made it. Errors: Conflict with
	/// field "hosts" (it is taken).
	Result<> make(const TenantId& seller, const PlacedOrder& order, const std::string& host) const;
	/// Keeps the way to pay, and takes the subscription up with it if that was asked for.
	Result<> keep(const TenantId& seller, const PlacedOrder& order) const;
	Order orderOf(const TenantId& seller, const PlacedOrder& placed, const Payment& payment) const;

	Context& _context;
	const Orders& _orders;
	const Shop& _shop;
	directory::Companies& _companies;
	const Subscriptions& _subscriptions;
};

}
