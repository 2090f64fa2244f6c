// Declares who reads which features the plugins of this server ask for.
#pragma once
#include <string>
#include <vector>

namespace sx {

/// Lists what the loaded plugins name under `features:` in plugin.yaml. Found with Context::find; the kernel provides
/// it, so no plugin.yaml names it. [any thread] Since: SDK 1.0
class Features
{
public:
	static constexpr std::string_view kId = "kernel.features/1";
	/// Names one feature and the plugin that asks for it.
	struct Feature
	{
		std::string plugin, name;
	};
	/// Lists the features of all plugins that may run, in the order of the plugins.
	virtual std::vector<Feature> asked() const = 0;
protected:
	~Features() = default;
};

}
