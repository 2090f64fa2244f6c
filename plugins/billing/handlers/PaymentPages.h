// Handles the pages on which super-administrators say how their company's subscription is paid (rows E3, J11).
#pragma once
#include "handlers/SubscriptionViews.h"
#include "services/PaymentMethods.h"
#include "sx/routes.h"

namespace sx::billing {

class PaymentPages
{
public:
	PaymentPages(const Context& context, const licensing::Plans& plans, PaymentMethods& methods):
		_context(context), _pages(context.pages()), _plans(plans), _methods(methods)
	{
	}
	static Routes<PaymentPages> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> choose(Request& request) const;
	/// Shows where the checkout of a way to pay stands, and begins it.
	Result<Response> progress(Request& request) const;

	/// Shows the choice, and why the last one was refused.
	Result<Response> page(Request& request, const Error* refused) const;
	void addWays(PaymentView& view, const RequestWords& words, const MethodChoice& choice) const;

	const Context& _context;
	const Pages& _pages;
	const licensing::Plans& _plans;
	PaymentMethods& _methods;
};

}
