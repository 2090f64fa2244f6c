// Lists the permissions that the plugins declare, in their own words.
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/pages/PageEngine.h"
#include "sx/permissions.h"

#include <map>

namespace sx::app {

/// Knows the permissions of the plugins that run. Several plugins may declare one; the plugin whose id begins its name
/// words it, else the first. [any thread; add and remove: main thread, before the server answers]
class Permissions final: public PermissionBook
{
public:
	/// words must outlive this object.
	explicit Permissions(const pages::PageEngine& words): _words(words) {}

	/// Adds what a plugin that starts declares. plugin must outlive this object.
	void add(const config::Manifest& plugin) { _plugins.insert_or_assign(plugin.id, &plugin); }
	/// Forgets a plugin that failed or was left out.
	void remove(const config::Manifest& plugin) { _plugins.erase(plugin.id); }

	std::vector<Permission> list(const Language& language) const override;
	bool isKnown(std::string_view name) const noexcept override;

private:
	/// Returns the plugin that words a permission.
	const config::Manifest& ownerOf(std::string_view name, const config::Manifest& declares) const;

	const pages::PageEngine& _words;
	std::map<std::string, const config::Manifest*, std::less<>> _plugins;
};

}
