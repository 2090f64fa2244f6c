// Registers quotes, taxes and discounts: the table of contents.
#include "domain/OrderQuotas.h"
#include "gateway/TaxFile.h"
#include "gateway/TermsFile.h"
#include "handlers/CartPage.h"
#include "handlers/DiscountVerbs.h"
#include "handlers/InvoicePages.h"
#include "handlers/OrderPage.h"
#include "handlers/PaymentPages.h"
#include "handlers/PlansPage.h"
#include "handlers/QuoteEndpoint.h"
#include "handlers/SubscriptionEndpoints.h"
#include "handlers/SubscriptionPages.h"
#include "handlers/SubscriptionVerbs.h"
#include "handlers/TermsPage.h"
#include "services/DemoGateways.h"
#include "services/DemoSubscription.h"
#include "services/Fulfilment.h"
#include "services/Samples.h"

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
		directory::Companies& companies,
		quotas::Quotas& quotas,
		audit::Journal* journal,
		TaxTable taxTable,
		std::vector<TermsOfUse> termsOfUse):
		taxes(std::move(taxTable)),
		terms(std::move(termsOfUse)), discounts(context, journal), invoices(context, plans, ledger, tenants),
		subscriptions(
			context, plans, ledger, taxes, invoices, tenants, directory, journal, context.find<mail::Outbox>()),
		demo(context, plans, directory, ledger, subscriptions), pricing(context, plans, taxes, discounts),
		shop(context, directory, terms), orders(context, pricing, shop, quotas, journal),
		methods(context, subscriptions, orders), fulfilment(context, orders, shop, companies, subscriptions),
		quotes(pricing), endpoints(context, plans, subscriptions, invoices), pages(context, plans, subscriptions),
		invoicePages(context, plans, invoices, context.find<tables::Writer>()), plansPage(context, pricing, shop),
		termsPage(context, terms), paymentPages(context, plans, methods), cartPage(context, pricing, shop, orders),
		orderPage(context, pricing, orders, methods), verbs(directory, discounts),
		subscriptionVerbs(context, directory, subscriptions, invoices)
	{
	}

	const TaxTable taxes;
	const std::vector<TermsOfUse> terms;
	Discounts discounts;
	Invoices invoices;
	Subscriptions subscriptions;
	DemoSubscription demo;
	Pricing pricing;
	Shop shop;
	Orders orders;
	PaymentMethods methods;
	Fulfilment fulfilment;
	QuoteEndpoint quotes;
	SubscriptionEndpoints endpoints;
	SubscriptionPages pages;
	InvoicePages invoicePages;
	PlansPage plansPage;
	TermsPage termsPage;
	PaymentPages paymentPages;
	CartPage cartPage;
	OrderPage orderPage;
	DiscountVerbs verbs;
	SubscriptionVerbs subscriptionVerbs;
};

class BillingPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		addSamples(_samples);
		if (auto done = registry.provide<SampleMails>(_samples, "billing"); !done) return done;
		if (auto done = registry.provide<PaymentGateway>(_invoice, InvoiceGateway::kName); !done) return done;
		if (auto done = registry.provide<PaymentGateway>(_test, TestGateway::kName); !done) return done;
		if (auto added = addRoutes(registry,
				_components,
				&Components::quotes,
				&Components::endpoints,
				&Components::pages,
				&Components::invoicePages,
				&Components::plansPage,
				&Components::termsPage,
				&Components::paymentPages,
				&Components::cartPage,
				&Components::orderPage);
			!added)
			return added;
		if (auto done = registry.job(
				{Orders::kFulfil, [this](const Job& job) { return _components->fulfilment.run(job); }});
			!done)
			return done;
		if (auto done = registry.schedule(
				{"billing.orders", std::chrono::minutes(10), [this] { return _components->orders.sweep(); }});
			!done)
			return done;
		for (const auto& [key, path, icon, order]:
			{std::tuple("menu.subscription", SubscriptionPages::kPath, "arrow-repeat", 222),
				std::tuple("menu.invoices", InvoicePages::kPath, "receipt", 223)})
			if (auto added = registry.menu(
					{.key = key, .path = path, .icon = icon, .permission = SubscriptionPages::kManage, .order = order});
				!added)
				return added;
		auto job = registry.job({.kind = Subscriptions::kCollect,
			.run = [this](const Job& job) { return _components->subscriptions.collect(job.tenant); }});
		if (!job) return job;
		auto mail = registry.job({.kind = SubscriptionMails::kMail,
			.run = [this](const Job& job) { return _components->subscriptions.mails().run(job); }});
		if (!mail) return mail;
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
		auto* companies = context.find<directory::Companies>();
		auto* quotas = context.find<quotas::Quotas>();
		if (!plans || !directory || !ledger || !tenants || !companies || !quotas)
			return failed(Code::Unavailable, "billing: licensing, directory or quotas is not there");
		if (auto declared = quotas->declare(context, orderQuotas()); !declared) return declared;
		const auto file = context.settings().text("taxes");
		if (file.empty() && !plans->catalogue().plans.empty())
			return failed(Code::Invalid, "billing.taxes is not set, and licensing.plans is");
		auto taxes = file.empty() ? Result<TaxTable>(TaxTable{}) : readTaxes(file);
		if (!taxes) return taxes.error();
		const auto termsFile = context.settings().text("terms");
		auto terms = termsFile.empty() ? Result<std::vector<TermsOfUse>>(std::vector<TermsOfUse>{})
									   : readTerms(termsFile);
		if (!terms) return terms.error();
		_components = std::make_unique<Components>(context,
			*plans,
			*ledger,
			*tenants,
			*directory,
			*companies,
			*quotas,
			context.find<audit::Journal>(),
			std::move(*taxes),
			std::move(*terms));
		_samples.begin(context);
		_invoice.know(context);
		_test.know(context);
		if (auto done = context.provide<PaymentReports>(_components->orders); !done) return done;
		return context.provide<Demonstration>(_components->demo);
	}

	void stop() noexcept override
	{
		_samples.end();
		_components.reset();
	}

private:
	SampleBook _samples;
	InvoiceGateway _invoice;
	TestGateway _test;
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::billing::BillingPlugin);
