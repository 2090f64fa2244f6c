// Decides from the plugin.yaml files which plugins may run, and in which order.
#pragma once
#include "kernel/config/Manifest.h"

#include <map>
#include <string>
#include <vector>

namespace sx::extend {

struct PluginOrder
{
	std::vector<std::string> order;              // ids; a plugin comes after those that provide what it needs or wants
	std::map<std::string, std::string> refused;  // id to reason
	std::map<std::string, std::string> leftOut;  // id to reason: a plugin that it needs is refused or left out
	std::vector<std::string> notes;              // one for each "wants" that is ignored because it would close a cycle
};

/// Sorts the plugins by what they need and want. plugins: the enabled ones, each id once. disabled: used only to say
/// which disabled plugin would provide a missing interface.
PluginOrder orderPlugins(const std::vector<const config::Manifest*>& plugins,
	const std::vector<const config::Manifest*>& disabled,
	const config::Version& kernel);

/// Returns those of `plugins` that need what `gone` provides, directly or through others: id to reason.
std::map<std::string, std::string> needersOf(
	const config::Manifest& gone, const std::vector<const config::Manifest*>& plugins);

}
