// Registers what this plugin offers: the table of contents.
#include "handlers/WavePage.h"
#include "sx/routes.h"

namespace sx::@NAME@ {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(Context& context): waves(context, context.settings().integer("most")), wavePage(context, waves)
	{
	}

	WaveBook waves;
	WavePage wavePage;
};

class @CLASS@Plugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		return addRoutes(registry, _components, &Components::wavePage);
	}

	Result<> start(Context& context) noexcept override
	{
		_components = std::make_unique<Components>(context);
		return {};
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::@NAME@::@CLASS@Plugin);
