#include "domain/Offer.h"

#include <algorithm>

namespace sx::licensing {

const Plan* planWith(const Catalogue& catalogue, std::string_view feature) noexcept
{
	for (const auto& plan: catalogue.plans)
		if (std::find(plan.features.begin(), plan.features.end(), feature) != plan.features.end()) return &plan;
	return nullptr;
}

const Plan* planFor(const Catalogue& catalogue, std::string_view limit, std::int64_t amount) noexcept
{
	for (const auto& plan: catalogue.plans)
	{
		const auto most = plan.limits.find(limit);
		if (most == plan.limits.end() || most->second >= amount) return &plan;
	}
	return nullptr;
}

}
