#include "kernel/app/PluginContext.h"

#include "kernel/app/DataFolder.h"

namespace sx::app {

std::string PluginContext::dataFolder() const
{
	if (auto made = makeFolder(_components.folder); !made)
		_components.log.error("plugin.folder_failed", {{"detail", made.error().detail}});
	return _components.folder;
}

}
