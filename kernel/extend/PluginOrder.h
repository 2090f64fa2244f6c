// Which plugins may run by what their plugin.yaml says, and in which order.
#pragma once
#include "kernel/config/Manifest.h"

#include <map>
#include <string>
#include <vector>

namespace sx::extend {

struct PluginOrder
{
	std::vector<std::string> order;              // ids: what a plugin needs or wants stands before it
	std::map<std::string, std::string> refused;  // id to reason
	std::map<std::string, std::string> leftOut;  // likewise: what they need is refused or left out
	std::vector<std::string> notes;              // wants that would close a cycle and are not waited for
};

/// plugins: the enabled ones, each id once. disabled: only to say where a missing interface could come from.
PluginOrder orderPlugins(const std::vector<const config::Manifest*>& plugins,
	const std::vector<const config::Manifest*>& disabled,
	const config::Version& kernel);

/// Those of `plugins` that need, directly or through others, what `gone` provides; with the reason.
std::map<std::string, std::string> needersOf(
	const config::Manifest& gone, const std::vector<const config::Manifest*>& plugins);

}
