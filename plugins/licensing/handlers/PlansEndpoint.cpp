#include "handlers/PlansEndpoint.h"

namespace sx::licensing {

namespace {

/// Returns a text in a language; the file of plans has every text in each language of the product.
std::string in(const Language& language, const Words& words)
{
	const auto found = words.find(language.shortTag());
	return found == words.end() ? std::string() : found->second;
}

/// Lists names with what they mean in a language.
template <class Named>
Value named(const Language& language, const std::map<std::string, Words, std::less<>>& all, const Named& names)
{
	Value::List out;
	for (const auto& name: names)
		if (const auto found = all.find(name); found != all.end())
			out.push_back(Value::object({{"name", name}, {"text", in(language, found->second)}}));
	return out;
}

Value jsonOf(const Language& language, const Catalogue& catalogue, const Plan& plan)
{
	Value limits(Value::Object{});
	for (const auto& [name, most]: plan.limits) limits.set(name, most);
	return Value::object({{"id", plan.id},
		{"name", in(language, plan.name)},
		{"summary", in(language, plan.summary)},
		{"recommended", plan.isRecommended},
		{"price", Value::object({{"month", plan.monthPrice}, {"year", plan.yearPrice}})},
		{"features", named(language, catalogue.features, plan.features)},
		{"limits", std::move(limits)}});
}

}

Routes<PlansEndpoint> PlansEndpoint::routes()
{
	return {{Method::Get, "/api/v1/plans", kAnyone, &PlansEndpoint::list}};
}

Result<Response> PlansEndpoint::list(Request& request) const
{
	const auto& catalogue = _plans.catalogue();
	Value::List items;
	for (const auto& plan: catalogue.plans) items.push_back(jsonOf(request.language(), catalogue, plan));
	return Response::json(Value::object(
		{{"currency", catalogue.currency}, {"trial_days", catalogue.trialDays}, {"items", std::move(items)}}));
}

}
