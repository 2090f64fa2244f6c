#include "handlers/Webhook.h"

namespace sx::stripe {

Routes<Webhook> Webhook::routes()
{
	return {{Method::Post, "/stripe/webhook", kAnyone, &Webhook::take, {.maxBodyBytes = 65'536, .perMinute = 600}}};
}

Result<Response> Webhook::take(Request& request) const
{
	if (!_gateway.isOffered()) return failed(Code::Missing, "Stripe is not configured");
	const auto signature = request.header("Stripe-Signature").value_or("");
	auto heard = _gateway.hear(request.tenant().id, signature, request.body(), _reports);
	if (heard) return Response::empty();
	_log.warning("stripe.webhook.refused", {{"problem", heard.error().problem}, {"detail", heard.error().detail}});
	return heard.error();
}

}
