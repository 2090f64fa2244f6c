// Takes one plugin's declarations.
#pragma once
#include "kernel/app/Offers.h"
#include "kernel/config/Manifest.h"
#include "kernel/extend/Services.h"

namespace sx::app {

/// Records what a plugin offers. Refuses what its plugin.yaml does not list, and what another plugin already offers
/// (the error names both). [main thread]
class PluginRegistry final: public Registry
{
public:
	PluginRegistry(const config::Manifest& plugin, OfferBook& book, extend::Services& services);

	Result<> route(Route route) noexcept override;
	Result<> job(JobKind kind) noexcept override;
	Result<> schedule(Schedule schedule) noexcept override;
	Result<> menu(MenuEntry entry) noexcept override;
	Result<> verb(Verb verb) noexcept override;
	Result<> healthCheck(HealthCheck check) noexcept override;
	Result<> slot(Slot slot) noexcept override;
	Result<> signInPath(std::string path) noexcept override;
	Result<> home(std::string path, int order) noexcept override;

protected:
	Result<> add(std::string_view id, std::string_view name, void* service) noexcept override;

private:
	Offers& offers() { return _book.of(_plugin.id); }
	Error refuse(const std::string& what) const;
	Error taken(const std::string& what, const std::string& owner) const;
	Result<> checkPermission(const std::string& permission, const std::string& where) const;

	const config::Manifest& _plugin;
	OfferBook& _book;
	extend::Services& _services;
};

}
