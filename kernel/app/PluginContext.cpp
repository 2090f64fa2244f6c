#include "kernel/app/PluginContext.h"

#include "kernel/app/DataFolder.h"
#include "kernel/http/ClientAddress.h"

namespace sx::app {

std::string PluginContext::dataFolder() const
{
	if (auto made = makeFolder(_components.folder); !made)
		_components.log.error("plugin.folder_failed", {{"detail", made.error().detail}});
	return _components.folder;
}

std::string PluginContext::networkOf(std::string_view address) const
{
	const auto parsed = http::Address::parse(address);
	return parsed ? parsed->networkText() : std::string(address);
}

std::string PluginContext::neighbourhoodOf(std::string_view address) const
{
	const auto parsed = http::Address::parse(address);
	return parsed ? parsed->neighbourhoodText() : std::string(address);
}

}
