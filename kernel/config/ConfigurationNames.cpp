// Checks that the plugins and settings that a configuration names are there.
#include "kernel/config/Configuration.h"
#include "kernel/config/Problem.h"

#include <algorithm>

namespace sx::config {

Result<> Configuration::checkPluginNames(const std::vector<Manifest>& found) const
{
	std::vector<std::string> ids;
	for (const auto& each: found) ids.push_back(each.id);
	const auto isKnown = [&](const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
	Problems problems;
	for (const auto& [name, position]: _pluginNames)
		if (!isKnown(name))
			problems.push_back({position,
				"plugins.settings." + name + ": no such plugin in " + plugins.folder + didYouMean(name, ids)});
	const auto positionOf = [&](const char* key) {
		for (const auto& entry: entries)
			if (entry.key == key) return SourcePosition{entry.where};
		return SourcePosition{};
	};
	std::vector<std::string> ofTenants;
	for (const auto& plugin: found)
		for (const auto& spec: plugin.settings)
			if (spec.isOfTenant()) ofTenants.push_back(plugin.id + "." + spec.key);
	for (const auto& name: plugins.locked)
		if (std::find(ofTenants.begin(), ofTenants.end(), name) == ofTenants.end())
			problems.push_back({positionOf("plugins.locked"),
				"plugins.locked: " + name + " is no setting that companies may change" + didYouMean(name, ofTenants)});
	for (const auto& [key, list]:
		{std::pair{"plugins.enabled", &plugins.enabled}, std::pair{"plugins.required", &plugins.required}})
	{
		for (const auto& name: *list)
			if (!isKnown(name))
				problems.push_back({positionOf(key),
					std::string(key) + ": no plugin " + name + " in " + plugins.folder + didYouMean(name, ids)});
	}
	if (!problems.empty()) return toError(problems);
	return {};
}

}
