// Registers quotes, taxes and discounts: the table of contents.
#include "gateway/TaxFile.h"
#include "handlers/DiscountVerbs.h"
#include "handlers/QuoteEndpoint.h"
#include "handlers/SubscriptionEndpoints.h"
#include "handlers/SubscriptionVerbs.h"
#include "services/DemoSubscription.h"

namespace sx::billing {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context,
		const licensing::Plans& plans,
		licensing::Ledger& ledger,
		const TenantSource& tenants,
		const directory::Directory& directory,
		audit::Journal* journal,
		TaxTable taxTable):
		taxes(std::move(taxTable)),
		discounts(context, journal), invoices(context, plans, ledger, tenants),
		subscriptions(
			context, plans, ledger, taxes, invoices, tenants, directory, journal, context.find<mail::Outbox>()),
		demo(context, plans, directory, ledger, subscriptions), quotes(context, plans, taxes, discounts),
		endpoints(context, plans, subscriptions, invoices), verbs(directory, discounts),
		subscriptionVerbs(context, directory, subscriptions, invoices)
	{
	}

	const TaxTable taxes;
	Discounts discounts;
	Invoices invoices;
	Subscriptions subscriptions;
	DemoSubscription demo;
	QuoteEndpoint quotes;
	SubscriptionEndpoints endpoints;
	DiscountVerbs verbs;
	SubscriptionVerbs subscriptionVerbs;
};

class BillingPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto added = addRoutes(registry, _components, &Components::quotes, &Components::endpoints); !added)
			return added;
		auto job = registry.job({.kind = Subscriptions::kCollect,
			.run = [this](const Job& job) { return _components->subscriptions.collect(job.tenant); }});
		if (!job) return job;
		auto sweep = registry.schedule(
			{"billing.sweep", std::chrono::hours(1), [this] { return _components->subscriptions.sweep(); }});
		if (!sweep) return sweep;
		if (auto added = addVerbs(registry, _components, &Components::subscriptionVerbs); !added) return added;
		return addVerbs(registry, _components, &Components::verbs);
	}

	Result<> start(Context& context) noexcept override
	{
		const auto* plans = context.find<licensing::Plans>();
		const auto* directory = context.find<directory::Directory>();
		auto* ledger = context.find<licensing::Ledger>();
		const auto* tenants = context.find<TenantSource>();
		if (!plans || !directory || !ledger || !tenants)
			return failed(Code::Unavailable, "billing: licensing or directory is not there");
		const auto file = context.settings().text("taxes");
		if (file.empty() && !plans->catalogue().plans.empty())
			return failed(Code::Invalid, "billing.taxes is not set, and licensing.plans is");
		auto taxes = file.empty() ? Result<TaxTable>(TaxTable{}) : readTaxes(file);
		if (!taxes) return taxes.error();
		_components = std::make_unique<Components>(
			context, *plans, *ledger, *tenants, *directory, context.find<audit::Journal>(), std::move(*taxes));
		return context.provide<Demonstration>(_components->demo);
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::billing::BillingPlugin);
