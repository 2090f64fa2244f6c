// Gives companies of the demonstration brands of their own.
#pragma once
#include "sx/plugin.h"

namespace sx::branding {

/// [main thread]
class Demonstration
{
public:
	static constexpr std::string_view kId = "branding.demonstration/1";
	/// Gives a company that has saved no brand the one of its name. name: "acme", "beta"; another gets none.
	virtual Result<> ensureBrand(const TenantId& tenant, std::string_view name) noexcept = 0;
protected:
	~Demonstration() = default;
};

}
