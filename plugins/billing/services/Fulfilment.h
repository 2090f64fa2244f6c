// Makes the company of an order that was accepted (row E7).
#pragma once
#include "services/Orders.h"
#include "services/Subscriptions.h"
#include "sx/directory/Companies.h"

namespace sx::billing {

/// Makes companies: with their host, super-administrator and activation mail, then with subscription, licence and
/// invoice; each once, however often an order is reported as paid. [a job thread]
class Fulfilment
{
public:
	Fulfilment(Context& context,
		const Orders& orders,
		const Shop& shop,
		const directory::Directory& directory,
		directory::Companies& companies,
		const Subscriptions& subscriptions):
		_context(context),
		_orders(orders), _shop(shop), _directory(directory), _companies(companies), _subscriptions(subscriptions)
	{
	}

	/// Runs the job Orders::kFulfil.
	Result<> run(const Job& job) const;

private:
	/// Makes the company at a host, unless the order has made it. Errors: Conflict with field "hosts" (it is taken).
	Result<> make(const TenantId& seller, const PlacedOrder& order, const std::string& host) const;

	/// Begins the subscription of the company, which is there, unless it has one.
	Result<> subscribe(const TenantId& seller, const PlacedOrder& order) const;

	Context& _context;
	const Orders& _orders;
	const Shop& _shop;
	const directory::Directory& _directory;
	directory::Companies& _companies;
	const Subscriptions& _subscriptions;
};

}
