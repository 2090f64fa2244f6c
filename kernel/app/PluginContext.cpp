#include "kernel/app/PluginContext.h"

#include "kernel/app/DataFolder.h"

namespace sx::app {

std::string PluginContext::dataFolder() const
{
	if (auto made = makeFolder(_parts.folder); !made)
		_parts.log.error("plugin.folder_failed", {{"detail", made.error().detail}});
	return _parts.folder;
}

}
