// Implements billing.gateway/1 with Stripe's hosted Checkout.
#pragma once
#include "domain/Session.h"
#include "domain/Signature.h"
#include "gateway/StripeCall.h"

#include <memory>

namespace sx::stripe {

/// Takes payments at Stripe. Cards are typed on Stripe's pages; the server keeps the ids of customer and method. Made
/// before start(), because billing collects it. [any thread]
class StripeGateway final: public billing::PaymentGateway
{
public:
	static constexpr std::string_view kName = "stripe";

	/// Reads the settings. [main thread]
	void configure(const Context& context);

	std::string_view name() const noexcept override { return kName; }
	bool isOffered() const noexcept override { return _context && !_endpoint.key.empty() && !_webhookSecret.empty(); }
	std::string label(const Language& language) const override { return _context->pages().text(language, "label"); }
	Result<billing::BegunCheckout> begin(const billing::Checkout& checkout) noexcept override;
	Result<billing::Payment> find(const TenantId& seller, const std::string& reference) noexcept override;
	Result<billing::Payment> charge(const billing::Charge& charge) noexcept override;
	Result<> refund(const billing::Refund& refund) noexcept override;

	/// Takes a webhook: verifies it, asks Stripe what is true now, and reports that. So it does not matter in which
	/// order webhooks come, and whoever stole the signing secret makes nothing paid. Errors: Invalid (not Stripe's),
	/// Unavailable.
	Result<> hear(
		const TenantId& seller, std::string_view signature, std::string_view body, billing::PaymentReports& reports);

private:
	Result<Value> ask(const Call& call) const;

	const Context* _context = nullptr;
	Endpoint _endpoint{};
	Secret _webhookSecret;
	std::chrono::seconds _tolerance{300};
};

}
