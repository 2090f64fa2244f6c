// Registers the plans: the table of contents.
#include "gateway/PlansFile.h"
#include "handlers/PlansEndpoint.h"

namespace sx::licensing {
namespace {

/// Keeps the catalogue that was read at the start.
class PlanBook final: public Plans
{
public:
	explicit PlanBook(Catalogue catalogue): _catalogue(std::move(catalogue)) {}
	const Catalogue& catalogue() const noexcept override { return _catalogue; }

private:
	const Catalogue _catalogue;
};

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(Catalogue catalogue): plans(std::move(catalogue)), endpoint(plans) {}

	PlanBook plans;
	PlansEndpoint endpoint;
};

class LicensingPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		return addRoutes(registry, _components, &Components::endpoint);
	}

	Result<> start(Context& context) noexcept override
	{
		const auto file = context.settings().text("plans");
		auto catalogue = file.empty() ? Result<Catalogue>(Catalogue{}) : readPlans(file);
		if (!catalogue) return catalogue.error();
		_components = std::make_unique<Components>(std::move(*catalogue));
		return context.provide<Plans>(_components->plans);
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::licensing::LicensingPlugin);
