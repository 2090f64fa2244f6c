// Takes money: the extension point of payment providers (row E6).
#pragma once
#include "sx/plugin.h"

namespace sx::billing {

/// Describes what a customer is to pay on the provider's own page, so that no card number reaches this server.
struct Checkout
{
	TenantId seller;          // the company that sells
	std::string order;        // the caller's id, which Payment says back; also the provider's idempotency key
	std::int64_t amount = 0;  // minor units, taxes included; 0: nothing is paid, a method is only kept for later
	std::string currency;     // ISO 4217
	std::string description;  // what is paid, in the customer's language
	std::string address;      // the customer's e-mail address
	Language language;
	std::string returnUrl, cancelUrl;  // where the provider's page leads, after paying and without it
};

/// Says where the customer pays. reference: the provider's id of the checkout.
struct BegunCheckout
{
	std::string reference, url;
};

/// Says what became of a payment. Failed: the provider refused it, or the customer let it expire.
enum class PaymentState { Waiting, Paid, Failed };

/// Is what a provider says of a payment.
struct Payment
{
	std::string order, reference;
	PaymentState state = PaymentState::Waiting;
	std::int64_t amount = 0;  // minor units
	std::string currency;
	std::string method{};  // the provider's token for charging the same card again; empty: none
	std::string card{};    // its brand and last four digits, for people: "Visa 4242"; empty: unknown
};

/// Describes a charge of a kept method, without the customer: a renewal.
struct Charge
{
	TenantId seller;
	std::string order;  // the caller's id; the same one charges once, however often it is asked for
	std::string method;
	std::int64_t amount = 0;
	std::string currency, description;
};

/// Describes money that is given back. reference: the payment's. key: the same one refunds once.
struct Refund
{
	TenantId seller;
	std::string reference, key;
	std::int64_t amount = 0;
};

/// Extension point: takes payments through one provider. Provided before any plugin starts, called after; calls may
/// wait for the network, so never within a transaction. [any thread] Since: SDK 1.0
class PaymentGateway
{
public:
	static constexpr std::string_view kId = "billing.gateway/1";
	/// Names the provider: "stripe".
	virtual std::string_view name() const noexcept = 0;
	/// Tells whether customers may choose it: it is configured.
	virtual bool isOffered() const noexcept = 0;
	/// Tells whether it sends a bill instead of taking money: then what is ordered is given at once, and only charge()
	/// is called, whose answer is Waiting.
	virtual bool isOnAccount() const noexcept { return false; }
	/// Names it for a customer: "Carte de crédit".
	virtual std::string label(const Language& language) const = 0;
	/// Begins a checkout, or returns the one that this order has. Errors: Unavailable, Invalid.
	virtual Result<BegunCheckout> begin(const Checkout& checkout) noexcept = 0;
	/// Asks the provider what became of a checkout, for reports that got lost. Errors: Missing, Unavailable.
	virtual Result<Payment> find(const TenantId& seller, const std::string& reference) noexcept = 0;
	/// Charges a kept method. Failed: the provider refuses it. Errors: Unavailable (nobody knows: ask again with the
	/// same order).
	virtual Result<Payment> charge(const Charge& charge) noexcept = 0;
	/// Gives money back. Errors: Missing, Invalid (more than was paid), Unavailable.
	virtual Result<> refund(const Refund& refund) noexcept = 0;
protected:
	~PaymentGateway() = default;
};

/// Takes what providers report, in any order and as often as they like. [any thread] Since: SDK 1.0
class PaymentReports
{
public:
	static constexpr std::string_view kId = "billing.payment_reports/1";
	/// Takes a report that the driver has verified to be the provider's. id: the provider's id of the report; a second
	/// one of that id changes nothing. Success: it is stored, and need not be sent again. Errors: Unavailable.
	virtual Result<> take(
		const TenantId& seller, std::string_view gateway, const std::string& id, const Payment& payment) noexcept = 0;
protected:
	~PaymentReports() = default;
};

}
