// Takes orders of new companies and of ways to pay, and their payments (rows E4 to E7).
#pragma once
#include "domain/OrderForm.h"
#include "services/OrderDetails.h"
#include "services/Pricing.h"
#include "services/Shop.h"
#include "store/OrderRows.h"
#include "sx/billing/PaymentGateway.h"
#include "sx/quotas/Quotas.h"

namespace sx::billing {

/// Is an order as the pages show it.
struct PlacedOrder
{
	OrderRow row;
	OrderDetails details;
	BegunCheckout checkout;  // empty url: none was begun
};

/// Keeps orders. An order that is accepted queues the job that makes the company (Fulfilment). [any thread]
class Orders final: public PaymentReports
{
public:
	static constexpr const char* kFulfil = "billing.fulfil";

	/// journal: may be null.
	Orders(Context& context, const Pricing& pricing, const Shop& shop, quotas::Quotas& quotas, audit::Journal* journal);

	/// Lists the gateways that customers may choose, in order of their plugins; those that bill later come last.
	std::vector<PaymentGateway*> gateways() const;
	/// Returns the gateway of that name, offered or not; nullptr: none.
	PaymentGateway* gateway(std::string_view name) const;

	/// Checks a typed sub-domain: its shape, and that nobody has it. Returns its host. Errors: Invalid or Conflict with
	/// field "subdomain".
	Result<std::string> freeHost(const TenantId& seller, std::string_view typed) const;

	/// Places an order and returns its id, a token that only the customer's browser gets. network: as
	/// Context::networkOf() makes it. Errors: Invalid or Conflict with the field of the form at fault, Limited
	/// `quota_orders`.
	Result<std::string> place(const Tenant& seller,
		const OrderForm& form,
		const Cart& cart,
		const Language& language,
		const std::string& network);

	/// Places an order of nothing but a way to pay, which a company's page begins, and returns its id. details: the
	/// person's address and language, and what is to be done then. Errors: Invalid with field "pay" (no gateway of that
	/// name is offered, or it keeps nothing).
	Result<std::string> placeMethod(
		const TenantId& seller, const TenantId& buyer, const std::string& gateway, const OrderDetails& details);

	/// Returns an order. Errors: Missing.
	Result<PlacedOrder> find(const TenantId& seller, const std::string& id) const;
	/// Returns an order that waits for its payment with the checkout begun, or, if it was begun before, after asking
	/// the gateway what became of it. here: the address to which the gateway's page leads back. Errors: Missing,
	/// Unavailable (the gateway does not answer).
	Result<PlacedOrder> advanced(const TenantId& seller, const std::string& id, const std::string& here);

	Result<> take(const TenantId& seller,
		std::string_view gateway,
		const std::string& report,
		const Payment& payment) noexcept override;

	/// Asks gateways about checkouts whose report may have got lost, lets the old ones fail, and deletes what is over.
	Result<> sweep();

	/// Returns what the provider said of an order's payment. Errors: Internal.
	Result<Payment> paymentOf(const TenantId& seller, const OrderRow& row) const;

private:
	Result<> settle(Sql& sql, const OrderRow& row, const Payment& payment);
	/// Queues the job that makes the company or keeps the way to pay, and records that an order was accepted.
	Result<> accepted(Sql& sql, const OrderRow& row) const;
	Result<> ask(const TenantId& seller, const OrderRow& row);
	std::string sealed(const TenantId& seller, const std::string& id, std::string_view part, const Value& value) const;
	Result<Value> opened(
		const TenantId& seller, const std::string& id, std::string_view part, const std::string& sealed) const;

	Context& _context;
	const Pricing& _pricing;
	const Shop& _shop;
	quotas::Quotas& _quotas;
	audit::Journal* const _journal;
	const std::vector<PaymentGateway*> _gateways;
};

}
