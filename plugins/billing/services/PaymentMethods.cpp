#include "services/PaymentMethods.h"

#include "services/HeldSubscription.h"

#include <algorithm>

namespace sx::billing {

using licensing::Standing;

Result<MethodChoice> PaymentMethods::choices(const TenantId& tenant) const
{
	auto overview = _subscriptions.overview(tenant);
	if (!overview) return overview.error();
	if (!overview->account) return conflict("managed", "the operator gave the seats");
	MethodChoice out{.overview = std::move(*overview)};
	out.gateways = _orders.gateways();
	const auto& account = *out.overview.account;
	const auto* kept = account.gateway.empty() ? nullptr : _orders.gateway(account.gateway);
	out.hasKept = kept && (kept->isOnAccount() || !account.method.empty());
	// By invoice is either what is kept, or another choice; not both.
	std::erase_if(out.gateways, [&](const auto* each) { return each->isOnAccount() && each == kept; });
	const auto standing = out.overview.subscription.standing;
	const bool mustTakeUp = standing == Standing::Trial || !licensing::maySend(standing);
	if (!mustTakeUp || out.overview.balance > 0) return out;
	auto taken = _subscriptions.previewTakeUp(tenant);
	if (!taken) return taken.error();
	out.taken = std::move(*taken);
	return out;
}

Result<std::string> PaymentMethods::choose(
	const Caller& by, const std::string& pay, std::int64_t shown, OrderDetails details) const
{
	auto may = choices(by.tenant);
	if (!may) return may.error();
	if (may->taken && may->taken->now.total != shown)
		return conflict("amount_changed", "something else is due than was shown");
	const auto found = std::find_if(
		may->gateways.begin(), may->gateways.end(), [&](const auto* each) { return each->name() == pay; });
	const bool isKept = pay == kKept;
	if (isKept ? !may->hasKept : found == may->gateways.end()) return invalid("pay", "no way to pay that is offered");
	details.by = by.user;
	if (may->taken) details.takeUpFor = shown;
	if (!isKept && !(*found)->isOnAccount())
		return _orders.placeMethod(may->overview.account->seller, by.tenant, pay, details);
	auto done = _context.store().write(by.tenant, [&](Sql& sql) -> Result<> {
		const auto now = _context.clock().now();
		if (!isKept)
			if (auto set = _subscriptions.setMethod(sql, {.gateway = pay, .since = now}, by); !set) return set.error();
		if (may->taken) return _subscriptions.takeUp(sql, by, shown, now);
		return _subscriptions.retry(sql);
	});
	if (!done) return done.error();
	return std::string();
}

Result<std::pair<TenantId, PlacedOrder>> PaymentMethods::find(const TenantId& tenant, const std::string& id) const
{
	auto account = _context.store().read(tenant, invoice_rows::account);
	if (!account) return account.error();
	auto order = _orders.find(account->seller, id);
	if (!order) return order.error();
	if (order->row.kind != OrderKind::Method || order->row.buyer != tenant)
		return failed(Code::Missing, "another company's order");
	return std::pair(account->seller, std::move(*order));
}

Result<PlacedOrder> PaymentMethods::advanced(
	const TenantId& tenant, const std::string& id, const std::string& here) const
{
	auto order = find(tenant, id);
	if (!order) return order.error();
	return _orders.advanced(order->first, id, here);
}

}
