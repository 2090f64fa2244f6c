// Lets a company give another way to pay, and take its subscription up with it (rows E3, J11).
#pragma once
#include "services/Orders.h"
#include "services/Subscriptions.h"

namespace sx::billing {

/// Shows a company how its subscription is paid, and how it could be.
struct MethodChoice
{
	Overview overview;
	std::optional<Preview> taken{};  // what is due if the subscription is taken up; nothing: it need not, or owes first
	std::vector<PaymentGateway*> gateways{};  // which can be chosen
	bool hasKept = false;                     // a way to pay is there, and can go on
};

/// Asks gateways for ways to pay, for companies that have a subscription. Cards are typed on the gateway's pages; what
/// comes of it is reported as payments are (Orders), and kept by Fulfilment. [any thread]
class PaymentMethods
{
public:
	/// Goes on with the way to pay that is kept.
	static constexpr std::string_view kKept = "kept";

	PaymentMethods(const Context& context, const Subscriptions& subscriptions, Orders& orders):
		_context(context), _subscriptions(subscriptions), _orders(orders)
	{
	}

	/// Errors: Missing (no subscription), Conflict `managed`.
	Result<MethodChoice> choices(const TenantId& tenant) const;

	/// Chooses how the company pays, and takes the subscription up if it must be. pay: a gateway, or kKept. shown: the
	/// cents that they were told to be due today. details: the person's address and language. Returns the id of the
	/// order whose checkout follows; empty: it is done. Errors: those of choices(), Invalid with field "pay", Conflict
	/// `amount_changed`.
	Result<std::string> choose(
		const Caller& by, const std::string& pay, std::int64_t shown, OrderDetails details) const;

	/// Returns an order of the company's own, and who sells. Errors: Missing.
	Result<std::pair<TenantId, PlacedOrder>> find(const TenantId& tenant, const std::string& id) const;
	/// Does the same after Orders::advanced(). Errors: Missing, Unavailable (the gateway does not answer).
	Result<PlacedOrder> advanced(const TenantId& tenant, const std::string& id, const std::string& here) const;

private:
	const Context& _context;
	const Subscriptions& _subscriptions;
	Orders& _orders;
};

}
