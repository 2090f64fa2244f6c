// Takes Stripe's webhooks.
#pragma once
#include "services/StripeGateway.h"
#include "sx/refusals.h"
#include "sx/routes.h"

namespace sx::stripe {

class Webhook
{
public:
	Webhook(StripeGateway& gateway, billing::PaymentReports& reports, Log& log):
		_gateway(gateway), _reports(reports), _log(log)
	{
	}
	static Routes<Webhook> routes();

private:
	Result<Response> take(Request& request) const;

	StripeGateway& _gateway;
	billing::PaymentReports& _reports;
	Log& _log;
};

}
