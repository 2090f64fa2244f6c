// Reads the option --tenant HOST of this plugin's verbs.
#pragma once
#include "sx/arguments.h"
#include "sx/directory/Directory.h"

namespace sx::directory {

/// Returns the company that --tenant names by one of its hosts. Errors: Invalid (no option), Missing.
inline Result<std::shared_ptr<const Tenant>> tenantOf(const Directory& directory, const Arguments& arguments)
{
	auto host = arguments.require("tenant");
	if (!host) return host.error();
	return tenantAt(directory, *host);
}

}
