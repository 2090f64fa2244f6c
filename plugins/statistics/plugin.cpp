// Registers statistics: the counters that other plugins add to, and the page that compares people.
#include "handlers/OwnStatistics.h"
#include "handlers/StatisticsPage.h"
#include "services/PersonStatistics.h"

namespace sx::statistics {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(const Context& context): book(context), page(context, book), own(context, book) {}

	StatisticsBook book;
	StatisticsPage page;
	OwnStatistics own;
};

class StatisticsPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<directory::PersonData>(_ofPerson); !done) return done;
		if (auto done = registry.provide<privacy::Retention>(_ofPerson); !done) return done;
		if (auto done = addRoutes(registry, _components, &Components::page); !done) return done;
		const auto own = [this](Request& request) {
			return _components ? _components->own.view(request) : Value::object({});
		};
		if (auto done = registry.slot({"auth.account", "fragments/own.html", own, 50}); !done) return done;
		return registry.menu({.key = "menu.statistics",
			.path = StatisticsPage::kPath,
			.icon = "bar-chart",
			.permission = std::string(StatisticsPage::kRead),
			.order = 238});
	}

	Result<> start(Context& context) noexcept override
	{
		if (!context.find<directory::Directory>() || !context.find<TenantSource>())
			return failed(Code::Unavailable, "statistics: directory is not there");
		_components = std::make_unique<Components>(context);
		_ofPerson.begin(context);
		return context.provide<Counters>(_components->book);
	}

	void stop() noexcept override
	{
		_ofPerson.end();
		_components.reset();
	}

private:
	std::unique_ptr<Components> _components;
	PersonStatistics _ofPerson;
};

}
}

SX_EXPORT_PLUGIN(sx::statistics::StatisticsPlugin);
