#include "services/Services.h"

#include <algorithm>

namespace sx::messages {

Result<Limits> Services::limitsFor(const TenantId& tenant, const UserId& user) const
{
	auto settings = tenantSettings.of(tenant, user);
	if (!settings) return settings.error();
	auto out = limits();
	out.opensDefault = static_cast<int>((*settings)->integer("opens"));
	out.opensDefaultGated = static_cast<int>((*settings)->integer("opens_gated"));
	out.expiresDefault = std::min((*settings)->duration("expires"), out.expiresMax);
	out.isFilesOnlyDefault = (*settings)->text("protects") == "files";
	out.rules = {(*settings)->ruleOf("opens"),
		(*settings)->ruleOf("opens_gated"),
		(*settings)->ruleOf("expires"),
		(*settings)->ruleOf("protects")};
	return out;
}

}
