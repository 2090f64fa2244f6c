// Registers plans, subscriptions and licences: the table of contents.
#include "domain/CatalogueRules.h"
#include "gateway/PlansFile.h"
#include "handlers/AccountCard.h"
#include "handlers/EntitlementEndpoint.h"
#include "handlers/LicenceEndpoints.h"
#include "handlers/LicencePages.h"
#include "handlers/PlansEndpoint.h"
#include "handlers/RequestMeter.h"
#include "handlers/SubscriptionVerb.h"
#include "services/EntitlementBook.h"
#include "services/PersonLicence.h"
#include "services/Samples.h"
#include "services/SendingGate.h"
#include "services/StoredLedger.h"
#include "sx/features.h"

namespace sx::licensing {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(const Context& context, Catalogue catalogue, const directory::Directory& directory):
		plans(std::move(catalogue)),
		licences(context, plans, directory, context.find<audit::Journal>(), context.find<mail::Outbox>()),
		ledger(context), entitlements(context, plans), sendingGate(entitlements, plans.catalogue()),
		plansEndpoint(plans), licenceEndpoints(licences, directory),
		licencePages(context, plans, licences, directory, context.find<tables::Writer>()),
		entitlementEndpoint(entitlements, plans.catalogue(), directory),
		accountCard(context, entitlements, plans.catalogue()), verb(directory, licences)
	{
	}

	PlanBook plans;
	LicenceBook licences;
	StoredLedger ledger;
	EntitlementBook entitlements;
	SendingGate sendingGate;
	PlansEndpoint plansEndpoint;
	LicenceEndpoints licenceEndpoints;
	LicencePages licencePages;
	EntitlementEndpoint entitlementEndpoint;
	AccountCard accountCard;
	SubscriptionVerb verb;
};

/// Holds what is sent against the plans. Refuses everything while the plugin has not started.
class Enforcement final: public sealed::SendingRule
{
public:
	explicit Enforcement(const std::unique_ptr<Components>& components): _components(components) {}
	Result<> check(Sql& sql, sealed::Sending& sending) noexcept override
	try
	{
		if (!_components) return failed(Code::Unavailable, "licensing did not start");
		return _components->sendingGate.check(sql, sending);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("licensing.check: ") + e.what());
	}

private:
	const std::unique_ptr<Components>& _components;
};

class LicensingPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		auto added = addRoutes(registry,
			_components,
			&Components::plansEndpoint,
			&Components::licenceEndpoints,
			&Components::licencePages,
			&Components::entitlementEndpoint);
		if (!added) return added;
		const auto card = [this](Request& request) {
			return _components ? _components->accountCard.view(request) : Value::object({{"isShown", false}});
		};
		if (auto done = registry.slot({"auth.account", "fragments/account.html", card}); !done) return done;
		addSamples(_samples);
		if (auto done = registry.provide<SampleMails>(_samples, "licensing"); !done) return done;
		if (auto done = registry.provide<sealed::SendingRule>(_enforcement); !done) return done;
		if (auto done = registry.provide<KeyMeter>(_meter); !done) return done;
		if (auto done = addVerbs(registry, _components, &Components::verb); !done) return done;
		auto licences = registry.menu({.key = "menu.licences",
			.path = LicencePages::kPath,
			.icon = "patch-check",
			.permission = "licensing.read",
			.order = 221});
		if (!licences) return licences;
		return registry.provide<directory::PersonData>(_personLicence);
	}

	Result<> start(Context& context) noexcept override
	{
		const auto* directory = context.find<directory::Directory>();
		if (!directory) return failed(Code::Unavailable, "licensing: directory is not there");
		const auto file = context.settings().text("plans");
		auto catalogue = file.empty() ? Result<Catalogue>(Catalogue{}) : readPlans(file);
		if (!catalogue) return catalogue.error();
		if (auto known = checkAsked(*catalogue, context); !known) return known;
		_personLicence.begin(context);
		_samples.begin(context);
		_components = std::make_unique<Components>(context, std::move(*catalogue), *directory);
		_meter.count(&_components->entitlements);
		if (auto done = context.provide<Ledger>(_components->ledger); !done) return done;
		if (auto done = context.provide<Entitlements>(_components->entitlements); !done) return done;
		return context.provide<Plans>(_components->plans);
	}

	void stop() noexcept override
	{
		_samples.end();
		_meter.count(nullptr);
		_components.reset();
	}

private:
	/// Checks that the catalogue names every feature that a plugin asks for: a misspelt one would be closed to all.
	static Result<> checkAsked(const Catalogue& catalogue, const Context& context)
	{
		const auto* features = context.find<Features>();
		if (catalogue.plans.empty() || !features) return {};
		for (const auto& [plugin, name]: features->asked())
			if (auto known = checkFeatureIsSold(catalogue, plugin, name); !known) return known;
		return {};
	}

	PersonLicence _personLicence;
	SampleBook _samples;
	std::unique_ptr<Components> _components;
	Enforcement _enforcement{_components};
	RequestMeter _meter;
};

}
}

SX_EXPORT_PLUGIN(sx::licensing::LicensingPlugin);
