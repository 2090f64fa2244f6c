// Registers plans, subscriptions and licences: the table of contents.
#include "gateway/PlansFile.h"
#include "handlers/LicenceEndpoints.h"
#include "handlers/PlansEndpoint.h"
#include "handlers/SubscriptionVerb.h"
#include "services/PersonLicence.h"
#include "services/StoredLedger.h"

namespace sx::licensing {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(const Context& context, Catalogue catalogue, const directory::Directory& directory):
		plans(std::move(catalogue)),
		licences(context, plans, directory, context.find<audit::Journal>(), context.find<mail::Outbox>()),
		ledger(context), plansEndpoint(plans), licenceEndpoints(licences, directory), verb(directory, licences)
	{
	}

	PlanBook plans;
	LicenceBook licences;
	StoredLedger ledger;
	PlansEndpoint plansEndpoint;
	LicenceEndpoints licenceEndpoints;
	SubscriptionVerb verb;
};

class LicensingPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto added = addRoutes(registry, _components, &Components::plansEndpoint, &Components::licenceEndpoints);
			!added)
			return added;
		if (auto added = addVerbs(registry, _components, &Components::verb); !added) return added;
		return registry.provide<directory::PersonData>(_personLicence);
	}

	Result<> start(Context& context) noexcept override
	{
		const auto* directory = context.find<directory::Directory>();
		if (!directory) return failed(Code::Unavailable, "licensing: directory is not there");
		const auto file = context.settings().text("plans");
		auto catalogue = file.empty() ? Result<Catalogue>(Catalogue{}) : readPlans(file);
		if (!catalogue) return catalogue.error();
		_personLicence.begin(context);
		_components = std::make_unique<Components>(context, std::move(*catalogue), *directory);
		if (auto done = context.provide<Ledger>(_components->ledger); !done) return done;
		return context.provide<Plans>(_components->plans);
	}

	void stop() noexcept override { _components.reset(); }

private:
	PersonLicence _personLicence;
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::licensing::LicensingPlugin);
