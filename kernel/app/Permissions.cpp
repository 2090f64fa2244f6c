#include "kernel/app/Permissions.h"

#include <set>

namespace sx::app {

namespace {

/// Returns the part of a permission's name that its plugin's words have: "people.manage" of "directory.people.manage".
std::string ownPartOf(std::string_view name, std::string_view plugin)
{
	if (name.starts_with(plugin) && name.substr(plugin.size()).starts_with('.'))
		return std::string(name.substr(plugin.size() + 1));
	return std::string(name.substr(name.find('.') + 1));
}

}

const config::Manifest& Permissions::ownerOf(std::string_view name, const config::Manifest& declares) const
{
	for (const auto& [id, plugin]: _plugins)
		if (name.starts_with(id + ".") && plugin->lists(plugin->permissions, name)) return *plugin;
	return declares;
}

std::vector<Permission> Permissions::list(const Language& language) const
{
	std::vector<Permission> out;
	std::set<std::string> seen;
	for (const auto& [id, plugin]: _plugins)
		for (const auto& name: plugin->permissions)
		{
			const auto& owner = ownerOf(name, *plugin);
			if (&owner != plugin || !seen.insert(name).second) continue;
			const auto word = [&, &owner = id](const std::string& key, const std::string& otherwise) {
				return _words.hasWord(owner, language, key) ? _words.of(owner).text(language, key) : otherwise;
			};
			const auto key = "permission." + ownPartOf(name, id) + ".";
			out.push_back({.name = name,
				.plugin = word("permission.title", plugin->title),
				.label = word(key + "label", name),
				.help = word(key + "help", "")});
		}
	return out;
}

bool Permissions::isKnown(std::string_view name) const noexcept
{
	for (const auto& [id, plugin]: _plugins)
		if (plugin->lists(plugin->permissions, name)) return true;
	return false;
}

}
