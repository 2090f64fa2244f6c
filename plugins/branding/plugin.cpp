// Declares what the branding plugin offers: the form of a brand, its files, and names of the company's own.
#include "handlers/BrandFiles.h"
#include "handlers/BrandPages.h"
#include "handlers/NamePages.h"
#include "services/DemoBrands.h"

#include <memory>

namespace sx::branding {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(const Context& context, directory::Companies& companies, const TenantSource& tenants):
		brands(context, companies, tenants), hosts(context, companies), demo(context, brands), mails(context),
		pages(context, brands, hosts, mails), files(brands), names(context, brands, hosts)
	{
	}

	Brands brands;
	OwnHosts hosts;
	DemoBrands demo;
	MailPreview mails;
	BrandPages pages;
	BrandFiles files;
	NamePages names;
};

class BrandingPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		auto routes = addRoutes(registry, _components, &Components::pages, &Components::files, &Components::names);
		if (!routes) return routes;
		auto recheck = registry.schedule({.name = "branding.recheck", .every = std::chrono::minutes(10), .run = [this] {
											  return _components->hosts.recheck();
										  }});
		if (!recheck) return recheck;
		return registry.menu({.key = "menu.branding",
			.path = kPath,
			.icon = "palette",
			.permission = std::string(kManage),
			.order = 216});
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* companies = context.find<directory::Companies>();
		const auto* tenants = context.find<TenantSource>();
		if (!companies || !tenants) return failed(Code::Unavailable, "branding: directory is not there");
		_components = std::make_unique<Components>(context, *companies, *tenants);
		if (auto done = context.provide<Demonstration>(_components->demo); !done) return done;
		return context.provide<Pictures>(_components->brands);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("branding.start: ") + e.what());
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::branding::BrandingPlugin);
