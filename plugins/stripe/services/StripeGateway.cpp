#include "services/StripeGateway.h"

#include "sx/text.h"
#include "sx/url.h"

namespace sx::stripe {

using billing::Payment;
using billing::PaymentState;

namespace {

constexpr const char* kSessions = "/v1/checkout/sessions";
constexpr const char* kExpanded = "?expand[]=payment_intent.payment_method&expand[]=setup_intent.payment_method";

/// Returns how Stripe names the language of its page: "auto", the browser's, for one that it may not have.
const char* localeOf(const Language& language)
{
	const auto tag = language.shortTag();
	return tag == "fr" ? "fr-CA" : tag == "en" ? "en" : "auto";
}

/// Tells whether an event is about a checkout; others say nothing that is not asked for anyway.
bool isOfCheckout(const std::string& type) { return type.starts_with("checkout.session."); }

}

void StripeGateway::configure(const Context& context)
{
	const auto& settings = context.settings();
	_endpoint = {.url = settings.text("url"),
		.key = Secret(settings.text("secret_key")),
		.caFile = settings.text("ca_file"),
		.timeout = settings.duration("timeout")};
	_webhookSecret = Secret(settings.text("webhook_secret"));
	_tolerance = settings.duration("tolerance");
	_context = &context;
}

Result<Value> StripeGateway::ask(const Call& wanted) const
{
	auto reply = call(_endpoint, _context->json(), wanted);
	if (!reply) return reply.error();
	if (reply->status >= 200 && reply->status < 300) return std::move(reply->body);
	const auto detail = "Stripe: status " + std::to_string(reply->status) + " " + reply->body["error"]["code"].text();
	if (reply->status == 404) return failed(Code::Missing, detail);
	// 402: the bank refuses. 409 and 429: try again. 401 and 403: the operator mends the key.
	if (reply->status == 402)
		return Error{.code = Code::Denied, .detail = detail, .extra = reply->body["error"]["payment_intent"]};
	return failed(reply->status == 400 ? Code::Invalid : Code::Unavailable, detail);
}

Result<billing::BegunCheckout> StripeGateway::begin(const billing::Checkout& checkout) noexcept
{
	std::vector<std::pair<std::string, std::string>> fields{{"client_reference_id", checkout.order},
		{"customer_email", checkout.address},
		{"customer_creation", "always"},
		{"locale", localeOf(checkout.language)},
		{"success_url", checkout.returnUrl},
		{"cancel_url", checkout.cancelUrl},
		{"payment_method_types[0]", "card"},
		{"metadata[order]", checkout.order}};
	const auto add = [&](const char* name, std::string value) { fields.emplace_back(name, std::move(value)); };
	add("mode", checkout.amount > 0 ? "payment" : "setup");
	if (checkout.amount > 0)
	{
		add("line_items[0][quantity]", "1");
		add("line_items[0][price_data][currency]", asciiLower(checkout.currency));
		add("line_items[0][price_data][unit_amount]", std::to_string(checkout.amount));
		add("line_items[0][price_data][product_data][name]", checkout.description);
		add("payment_intent_data[setup_future_usage]", "off_session");
		add("payment_intent_data[metadata][order]", checkout.order);
	}
	auto session = ask({.path = kSessions, .form = formOf(fields), .idempotencyKey = "checkout-" + checkout.order});
	if (!session) return session.error();
	return billing::BegunCheckout{(*session)["id"].text(), (*session)["url"].text()};
}

Result<Payment> StripeGateway::find(const TenantId&, const std::string& reference) noexcept
{
	auto session = ask({.path = std::string(kSessions) + "/" + encodeUrl(reference) + kExpanded});
	if (!session) return session.error();
	return paymentOfSession(*session);
}

Result<Payment> StripeGateway::charge(const billing::Charge& charge) noexcept
{
	const auto [customer, method] = keptOf(charge.method);
	const auto form = formOf({{"amount", std::to_string(charge.amount)},
		{"currency", asciiLower(charge.currency)},
		{"customer", customer},
		{"payment_method", method},
		{"off_session", "true"},
		{"confirm", "true"},
		{"description", charge.description},
		{"metadata[order]", charge.order}});
	auto intent = ask({.path = "/v1/payment_intents", .form = form, .idempotencyKey = "charge-" + charge.order});
	if (!intent && intent.error().code != Code::Denied) return intent.error();
	auto out = paymentOfIntent(intent ? *intent : intent.error().extra);
	if (!intent) out.state = PaymentState::Failed;
	out.order = charge.order;
	return out;
}

Result<> StripeGateway::refund(const billing::Refund& refund) noexcept
{
	auto intent = refund.reference;
	if (intent.starts_with("cs_"))
	{
		auto session = ask({.path = std::string(kSessions) + "/" + encodeUrl(intent)});
		if (!session) return session.error();
		intent = (*session)["payment_intent"].text();
	}
	const auto form = formOf({{"payment_intent", intent}, {"amount", std::to_string(refund.amount)}});
	auto done = ask({.path = "/v1/refunds", .form = form, .idempotencyKey = "refund-" + refund.key});
	if (!done) return done.error();
	return {};
}

Result<> StripeGateway::hear(
	const TenantId& seller, std::string_view signature, std::string_view body, billing::PaymentReports& reports)
{
	auto isStripes = verifySignature(
		_context->keys(), _webhookSecret, signature, body, _context->clock().now(), _tolerance);
	if (!isStripes) return isStripes;
	auto event = _context->json().parse(body);
	if (!event) return event.error();
	if (!isOfCheckout((*event)["type"].text())) return {};
	auto payment = find(seller, (*event)["data"]["object"]["id"].text());
	// A session of another account that shares the endpoint is none of ours; asking again would not help.
	if (!payment) return payment.error().code == Code::Missing ? Result<>() : Result<>(payment.error());
	return reports.take(seller, kName, (*event)["id"].text(), *payment);
}

}
