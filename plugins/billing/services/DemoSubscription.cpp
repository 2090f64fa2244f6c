#include "services/DemoSubscription.h"

namespace sx::billing {

namespace {

constexpr std::chrono::days kSince{75};  // three invoices of a month each
constexpr int kFree = 3, kPeopleMost = 50;

}

Result<> DemoSubscription::ensureSubscription(const TenantId& seller, const TenantId& buyer) noexcept
{
	const auto& plans = _plans.catalogue().plans;
	if (plans.empty()) return {};
	const auto now = _context.clock().now();
	return _context.store().write(buyer, [&](Sql& sql) -> Result<> {
		if (_ledger.subscription(sql)) return {};
		auto people = _directory.find(sql, {.order = directory::PeopleQuery::Order::Id, .limit = kPeopleMost});
		if (!people) return people.error();
		Order order{.account = {.seller = seller,
						.company = "Acme inc.",
						.person = people->people.empty() ? std::string() : people->people.front().name,
						.address = "1, rue des Érables, Granby (Québec)",
						.phone = {},
						.postalCode = "J2A 0G4",
						.timeZone = "America/Toronto",
						.gateway = "account"},
			.items = {},
			.how = Order::How::OnAccount};
		for (const auto& plan: plans) order.items.push_back({plan.id, kFree});
		order.items.back().quantity += static_cast<std::int64_t>(people->people.size());
		for (const auto& person: people->people) order.licences.emplace_back(person.id, plans.back().id);
		if (auto begun = _subscriptions.begin(sql, order, {}, now - kSince); !begun) return begun.error();
		for (;;)
		{
			if (auto done = payAll(sql, now - kSince); !done) return done;
			auto subscription = _ledger.subscription(sql);
			if (!subscription) return subscription.error();
			if (subscription->due > now) return {};
			if (auto done = _subscriptions.catchUp(sql, subscription->due); !done) return done;
		}
	});
}

Result<> DemoSubscription::payAll(Sql& sql, Instant now) const
{
	auto all = _subscriptions.invoices().list(sql, 0, kPeopleMost);
	if (!all) return all.error();
	for (const auto& each: *all)
		if (each.open > 0)
			if (auto paid = _subscriptions.paid(sql,
					each.invoice.id,
					each.open,
					"demo-" + invoiceNumber(each.invoice.number),
					std::max(now, each.invoice.issued));
				!paid)
				return paid;
	return {};
}

}
