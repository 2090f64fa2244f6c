#include "services/Fulfilment.h"

#include "domain/Province.h"

namespace sx::billing {

namespace {

constexpr int kMostHosts = 20;  // tried, if a name was taken between order and payment

}

Result<> Fulfilment::run(const Job& job) const
{
	auto order = _orders.find(job.tenant, job.payload["order"].text());
	if (!order) return order.error().code == Code::Missing ? Result<>() : Result<>(order.error());
	if (order->row.state != OrderState::Accepted) return {};
	auto host = order->row.host;
	if (order->row.kind == OrderKind::Method)
	{
		if (auto kept = keep(job.tenant, *order); !kept) return kept;
	}
	else
	{
		auto made = make(job.tenant, *order, host);
		// Whoever has paid gets a company, if need be at another host.
		for (int number = 2; !made && made.error().field == "hosts" && number < kMostHosts; ++number)
		{
			host = _shop.hostOf(order->details.subDomain + "-" + std::to_string(number));
			made = make(job.tenant, *order, host);
		}
		if (!made) return made;
		if (auto seen = _companies.seen(); !seen) return seen;
	}
	return _context.store().write(job.tenant, [&](Sql& sql) { return order_rows::done(sql, order->row.id, host); });
}

Result<> Fulfilment::make(const TenantId& seller, const PlacedOrder& placed, const std::string& host) const
{
	const auto& details = placed.details;
	auto payment = _orders.paymentOf(seller, placed.row);
	if (!payment) return payment.error();
	auto order = orderOf(seller, placed, *payment);
	const auto now = _context.clock().now();
	return _context.store().write(placed.row.buyer, [&](Sql& sql) -> Result<> {
		auto isNew = order_rows::found(sql, seller, placed.row.id, now);
		if (!isNew) return isNew.error();
		if (!*isNew) return {};
		auto super = _companies.found(sql,
			{.name = details.company,
				.hosts = {host},
				.language = details.language,
				.timeZone = order.account.timeZone,
				.brand = Value::object({{"theme", "petrole"}, {"logo", "petrole"}})},
			{.tenant = sql.tenant(),
				.name = {},
				.address = details.address,
				.language = details.language,
				.timeZone = {},
				.firstName = details.firstName,
				.lastName = details.lastName});
		if (!super) return super.error();
		if (!details.ownPlan.empty()) order.licences = {{*super, details.ownPlan}};
		auto begun = _subscriptions.begin(sql, order, {}, now);
		return begun ? Result<>() : Result<>(begun.error());
	});
}

Order Fulfilment::orderOf(const TenantId& seller, const PlacedOrder& placed, const Payment& payment) const
{
	const auto& [row, details, checkout] = placed;
	const auto* gateway = _orders.gateway(row.gateway);
	const bool isTrial = row.gateway == kTrial;
	return {.account = {.seller = seller,
				.company = details.company,
				.person = details.firstName + " " + details.lastName,
				.address = details.address,
				.phone = details.phone,
				.postalCode = details.postalCode,
				.timeZone = timeZoneOf(details.province),
				.gateway = isTrial ? std::string() : row.gateway,
				.method = payment.method,
				.card = payment.card},
		.items = details.cart.items,
		.period = details.cart.period,
		.discount = details.discount,
		.how = isTrial                          ? Order::How::Trial
			: gateway && gateway->isOnAccount() ? Order::How::OnAccount
												: Order::How::Paid,
		.paid = row.amount,
		.reference = payment.reference,
		.terms = details.termsVersion};
}

Result<> Fulfilment::keep(const TenantId& seller, const PlacedOrder& placed) const
{
	const auto& row = placed.row;
	const auto& details = placed.details;
	auto payment = _orders.paymentOf(seller, row);
	if (!payment) return payment.error();
	const Caller by{.tenant = row.buyer, .user = details.by};
	return _context.store().write(row.buyer, [&](Sql& sql) -> Result<> {
		const KeptMethod method{row.gateway, payment->method, payment->card, row.made};
		auto isNew = _subscriptions.setMethod(sql, method, by);
		if (!isNew) return isNew.error().code == Code::Conflict ? Result<>() : Result<>(isNew.error());
		if (!*isNew || !details.takeUpFor) return {};
		// What has become impossible or another price meanwhile is not done; the page says so.
		auto taken = _subscriptions.takeUp(sql, by, *details.takeUpFor, _context.clock().now());
		return !taken && taken.error().code != Code::Conflict ? taken : Result<>();
	});
}

}
