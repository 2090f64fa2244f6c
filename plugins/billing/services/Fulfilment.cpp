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
	auto made = make(job.tenant, *order, host);
	// Whoever has paid gets a company, if need be at another host.
	for (int number = 2; !made && made.error().field == "hosts" && number < kMostHosts; ++number)
	{
		host = _shop.hostOf(order->details.subDomain + "-" + std::to_string(number));
		made = make(job.tenant, *order, host);
	}
	if (!made) return made;
	if (auto seen = _companies.seen(); !seen) return seen;
	if (auto begun = subscribe(job.tenant, *order); !begun) return begun;
	return _context.store().write(job.tenant, [&](Sql& sql) { return order_rows::done(sql, order->row.id, host); });
}

Result<> Fulfilment::make(const TenantId& seller, const PlacedOrder& order, const std::string& host) const
{
	const auto& details = order.details;
	const auto now = _context.clock().now();
	return _context.store().write(order.row.buyer, [&](Sql& sql) -> Result<> {
		auto isNew = order_rows::found(sql, seller, order.row.id, now);
		if (!isNew) return isNew.error();
		if (!*isNew) return {};
		const auto zone = timeZoneOf(details.province);
		auto super = _companies.found(sql,
			{.name = details.company,
				.hosts = {host},
				.language = details.language,
				.timeZone = zone,
				.brand = Value::object({{"theme", "petrole"}, {"logo", "petrole"}})},
			{.tenant = sql.tenant(),
				.name = {},
				.address = details.address,
				.language = details.language,
				.timeZone = {},
				.firstName = details.firstName,
				.lastName = details.lastName});
		if (!super) return super.error();
		return {};
	});
}

Result<> Fulfilment::subscribe(const TenantId& seller, const PlacedOrder& placed) const
{
	const auto& [row, details, checkout] = placed;
	auto payment = _orders.paymentOf(seller, row);
	if (!payment) return payment.error();
	auto super = _directory.byAddress(row.buyer, details.address);
	if (!super) return super.error();
	const auto* gateway = _orders.gateway(row.gateway);
	const bool isTrial = row.gateway == kTrial;
	Order order{.account = {.seller = seller,
					.company = details.company,
					.person = super->name,
					.address = details.address,
					.phone = details.phone,
					.postalCode = details.postalCode,
					.timeZone = timeZoneOf(details.province),
					.gateway = isTrial ? std::string() : row.gateway,
					.method = payment->method,
					.card = payment->card},
		.items = details.cart.items,
		.period = details.cart.period,
		.discount = details.discount,
		.how = isTrial                          ? Order::How::Trial
			: gateway && gateway->isOnAccount() ? Order::How::OnAccount
												: Order::How::Paid,
		.paid = row.amount,
		.reference = payment->reference};
	if (!details.ownPlan.empty()) order.licences.emplace_back(super->id, details.ownPlan);
	return _context.store().write(row.buyer, [&](Sql& sql) -> Result<> {
		auto begun = _subscriptions.begin(sql, order, {}, _context.clock().now());
		if (!begun && begun.error().problem != "has_subscription") return begun.error();
		return {};
	});
}

}
