// Serves changes of a subscription, and invoices, as JSON and PDF (docs/wire.md).
#pragma once
#include "services/Subscriptions.h"
#include "sx/routes.h"

namespace sx::billing {

class SubscriptionEndpoints
{
public:
	SubscriptionEndpoints(const Context& context,
		const licensing::Plans& plans,
		const Subscriptions& subscriptions,
		const Invoices& invoices):
		_context(context),
		_plans(plans), _subscriptions(subscriptions), _invoices(invoices)
	{
	}
	static Routes<SubscriptionEndpoints> routes();

private:
	Result<Response> preview(Request& request) const;
	Result<Response> change(Request& request) const;
	Result<Response> cancel(Request& request) const;
	Result<Response> resume(Request& request) const;
	Result<Response> list(Request& request) const;
	Result<Response> one(Request& request) const;

	const Context& _context;
	const licensing::Plans& _plans;
	const Subscriptions& _subscriptions;
	const Invoices& _invoices;
};

}
