// Handles the pages on which super-administrators see and change their company's subscription.
#pragma once
#include "handlers/SubscriptionViews.h"
#include "services/Subscriptions.h"
#include "sx/routes.h"

namespace sx::billing {

class SubscriptionPages
{
public:
	static constexpr const char* kPath = "/admin/subscription";
	static constexpr const char* kManage = "billing.manage";

	SubscriptionPages(const Context& context, const licensing::Plans& plans, const Subscriptions& subscriptions):
		_pages(context.pages()), _plans(plans), _subscriptions(subscriptions)
	{
	}
	static Routes<SubscriptionPages> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> preview(Request& request) const;
	Result<Response> change(Request& request) const;
	Result<Response> confirmCancel(Request& request) const;
	Result<Response> cancel(Request& request) const;
	Result<Response> resume(Request& request) const;

	/// Shows the page, with what was typed and why it was refused.
	Result<Response> page(Request& request, const Wanted& typed, const Error* refused) const;
	Response changePage(Request& request, const Wanted& wanted, const Preview& preview, bool hasChanged) const;
	Result<Wanted> wantedOf(const Request& request) const;
	Result<Response> after(Request& request, const Result<>& done, const char* word) const;

	const Pages& _pages;
	const licensing::Plans& _plans;
	const Subscriptions& _subscriptions;
};

}
