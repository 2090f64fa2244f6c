// Declares what api_keys offers: keys by which programs act for people.
#include "handlers/KeyEndpoints.h"
#include "handlers/KeyPages.h"
#include "handlers/KeyVerbs.h"
#include "services/AccessEnd.h"
#include "services/KeyData.h"

#include <memory>

namespace sx::api_keys {

namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context,
		const directory::Directory& directory,
		quotas::Quotas& quotas,
		const PermissionBook& permissions):
		keys(context, directory, quotas, permissions, context.find<audit::Journal>()),
		endpoints(keys, context.clock()), pages(context, directory, keys, permissions),
		verbs(directory, keys, context.clock())
	{
	}

	KeyBook keys;
	KeyEndpoints endpoints;
	KeyPages pages;
	KeyVerbs verbs;
};

}

class ApiKeysPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<directory::PersonAccess>(_access); !done) return done;
		if (auto done = registry.provide<directory::PersonData>(_data); !done) return done;
		if (auto done = registry.menu({.key = "menu.keys",
				.path = KeyPages::kPath,
				.icon = "key",
				.permission = KeyPages::kOwn,
				.order = 250});
			!done)
			return done;
		if (auto done = addRoutes(registry, _components, &Components::endpoints, &Components::pages); !done)
			return done;
		return addVerbs(registry, _components, &Components::verbs);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		const auto* directory = context.find<directory::Directory>();
		auto* quotas = context.find<quotas::Quotas>();
		const auto* permissions = context.find<PermissionBook>();
		if (!directory || !quotas || !permissions)
			return failed(Code::Unavailable, "api_keys needs directory and quotas");
		if (auto declared = quotas->declare(context, KeyBook::quotas()); !declared) return declared;
		_access.begin(context.clock());
		_data.begin(context.pages());
		_components = std::make_unique<Components>(context, *directory, *quotas, *permissions);
		return context.provide<ApiKeys>(_components->keys);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("api_keys.start: ") + e.what());
	}

	void stop() noexcept override { _components.reset(); }

private:
	AccessEnd _access;
	KeyData _data;
	std::unique_ptr<Components> _components;
};

}

SX_EXPORT_PLUGIN(sx::api_keys::ApiKeysPlugin);
