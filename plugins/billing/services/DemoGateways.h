// Implements the demonstration's payment provider, and payment by invoice.
#pragma once
#include "sx/billing/PaymentGateway.h"

namespace sx::billing {

/// Plays a provider in the demonstration: its page asks for no card. It charges again what paid once, but for who chose
/// that renewals are refused. [any thread]
class TestGateway final: public PaymentGateway
{
public:
	static constexpr std::string_view kName = "test", kPays = "test_pays", kRefuses = "test_refuses";

	/// Tells it the server's own services. [main thread]
	void know(const Context& context) noexcept { _context = &context; }

	std::string_view name() const noexcept override { return kName; }
	bool isOffered() const noexcept override { return _context && _context->environment() == Environment::Demo; }
	std::string label(const Language& language) const override
	{
		return _context->pages().text(language, "checkout.label");
	}
	Result<BegunCheckout> begin(const Checkout& checkout) noexcept override
	{
		return BegunCheckout{"test_" + checkout.order, "/checkout/test/" + checkout.order};
	}
	Result<Payment> find(const TenantId&, const std::string& reference) noexcept override
	{
		return Payment{.order = reference.substr(reference.find('_') + 1),
			.reference = reference,
			.state = PaymentState::Waiting,
			.currency = {}};
	}
	Result<Payment> charge(const Charge& charge) noexcept override
	{
		return Payment{.order = charge.order,
			.reference = "test_" + charge.order,
			.state = charge.method == kPays ? PaymentState::Paid : PaymentState::Failed,
			.amount = charge.amount,
			.currency = charge.currency,
			.method = charge.method};
	}
	Result<> refund(const Refund&) noexcept override { return {}; }

private:
	const Context* _context = nullptr;
};

/// Bills customers who pay later, by transfer or cheque. [any thread]
class InvoiceGateway final: public PaymentGateway
{
public:
	static constexpr std::string_view kName = "account";

	/// Tells it the server's own services. [main thread]
	void know(const Context& context) noexcept { _context = &context; }

	std::string_view name() const noexcept override { return kName; }
	bool isOffered() const noexcept override { return _context && _context->settings().flag("on_account"); }
	bool isOnAccount() const noexcept override { return true; }
	std::string label(const Language& language) const override
	{
		return _context->pages().text(language, "checkout.account");
	}
	Result<BegunCheckout> begin(const Checkout&) noexcept override
	{
		return failed(Code::Invalid, "nothing is paid now on account");
	}
	Result<Payment> find(const TenantId&, const std::string&) noexcept override
	{
		return failed(Code::Missing, "nothing is paid on account");
	}
	Result<Payment> charge(const Charge& charge) noexcept override
	{
		return Payment{.order = charge.order, .reference = {}, .amount = charge.amount, .currency = charge.currency};
	}
	Result<> refund(const Refund&) noexcept override { return failed(Code::Missing, "nothing was paid"); }

private:
	const Context* _context = nullptr;
};

}
