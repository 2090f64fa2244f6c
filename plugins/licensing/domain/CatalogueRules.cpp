#include "domain/CatalogueRules.h"

#include "domain/Offer.h"

#include <algorithm>
#include <set>

namespace sx::licensing {

namespace {

Error wrong(const Plan& plan, const std::string& what)
{
	return failed(Code::Invalid, "plan " + plan.id + ": " + what);
}

bool isWord(std::string_view text)
{
	return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
	});
}

bool gives(const Plan& plan, const std::string& feature)
{
	return std::find(plan.features.begin(), plan.features.end(), feature) != plan.features.end();
}

Result<> checkPlan(const Catalogue& catalogue, const Plan& plan)
{
	if (!isWord(plan.id)) return wrong(plan, "its id is lower-case letters, digits and _");
	if (plan.monthPrice < 0 || plan.yearPrice < 0) return wrong(plan, "a price is negative");
	for (const auto& feature: plan.features)
		if (!catalogue.features.contains(feature)) return wrong(plan, "feature " + feature + " has no words");
	for (const auto& [limit, most]: plan.limits)
	{
		if (!catalogue.limits.contains(limit)) return wrong(plan, "limit " + limit + " has no words");
		if (most < 0) return wrong(plan, "limit " + limit + " is negative");
	}
	return {};
}

Result<> checkUpgrade(const Plan& smaller, const Plan& larger)
{
	for (const auto& feature: smaller.features)
		if (!gives(larger, feature)) return wrong(larger, "it lacks " + feature + ", which " + smaller.id + " gives");
	for (const auto& [limit, most]: smaller.limits)
	{
		const auto found = larger.limits.find(limit);
		if (found != larger.limits.end() && found->second < most)
			return wrong(larger, "it gives less " + limit + " than " + smaller.id);
	}
	return {};
}

}

Result<> checkCatalogue(const Catalogue& catalogue)
{
	if (catalogue.plans.empty()) return failed(Code::Invalid, "there is no plan");
	if (catalogue.currency.size() != 3) return failed(Code::Invalid, "the currency is no ISO 4217 code");
	if (catalogue.trialDays < 0 || catalogue.trialDays > 365) return failed(Code::Invalid, "trial_days is 0 to 365");
	std::set<std::string> ids;
	const Plan* before = nullptr;
	for (const auto& plan: catalogue.plans)
	{
		if (auto fits = checkPlan(catalogue, plan); !fits) return fits;
		if (!ids.insert(plan.id).second) return wrong(plan, "there are two of this id");
		if (before)
			if (auto fits = checkUpgrade(*before, plan); !fits) return fits;
		before = &plan;
	}
	return {};
}

Result<> checkFeatureIsSold(const Catalogue& catalogue, const std::string& plugin, const std::string& feature)
{
	const auto asked = "plugin " + plugin + " asks for the feature " + feature;
	if (!catalogue.features.contains(feature))
		return failed(Code::Invalid, asked + ", which the file of plans does not name");
	if (!planWith(catalogue, feature)) return failed(Code::Invalid, asked + ", which no plan gives");
	return {};
}

}
