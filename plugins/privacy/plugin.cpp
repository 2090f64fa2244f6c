// Registers privacy: people's data, how long data is kept, and the register of incidents.
#include "handlers/IncidentPages.h"
#include "handlers/PersonDataPages.h"

namespace sx::privacy {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(Context& context): book(context), people(context, book), incidents(context, book) {}

	PrivacyBook book;
	PersonDataPages people;
	IncidentPages incidents;
};

class PrivacyPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = addRoutes(registry, _components, &Components::people, &Components::incidents); !done)
			return done;
		auto schedule = registry.schedule(
			{"privacy.retention", std::chrono::hours(24), [this] { return _components->book.forgetOld(); }});
		if (!schedule) return schedule;
		return registry.menu({.key = "menu.privacy",
			.path = kPrivacyPath,
			.icon = "shield-check",
			.permission = std::string(kManage),
			.order = 245});
	}

	Result<> start(Context& context) noexcept override
	{
		if (!context.find<directory::Directory>()) return failed(Code::Unavailable, "privacy: directory is not there");
		_components = std::make_unique<Components>(context);
		return {};
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::privacy::PrivacyPlugin);
