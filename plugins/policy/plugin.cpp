// Declares what the policy plugin offers: the keyword thesaurus.
#include "handlers/ThesaurusPages.h"

namespace sx::policy {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(const Context& context): thesaurus(context), pages(context.pages(), thesaurus) {}

	Thesaurus thesaurus;
	ThesaurusPages pages;
};

class PolicyPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto added = addRoutes(registry, _components, &Components::pages); !added) return added;
		return registry.menu({.key = "menu.thesaurus",
			.path = kThesaurusPath,
			.icon = "shield-exclamation",
			.permission = kManage,
			.order = 210});
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

SX_EXPORT_PLUGIN(sx::policy::PolicyPlugin);
