#include "gateway/PlansFile.h"

#include "domain/CatalogueRules.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <initializer_list>

namespace sx::licensing {

namespace {

/// Is a mistake in the file, with the place that it stands at.
struct Mistake
{
	YAML::Mark at;
	std::string what;
};

/// Refuses keys that nobody reads, so that a misspelt one is not silently without effect.
void checkKeys(const YAML::Node& node, std::initializer_list<std::string_view> known)
{
	if (!node.IsMap()) throw Mistake{node.Mark(), "is not a map"};
	for (const auto& each: node)
		if (const auto key = each.first.as<std::string>(); std::find(known.begin(), known.end(), key) == known.end())
			throw Mistake{each.first.Mark(), "unknown key " + key};
}

template <class T> T need(const YAML::Node& node, const char* key)
{
	if (!node[key]) throw Mistake{node.Mark(), std::string(key) + " is missing"};
	try
	{
		return node[key].as<T>();
	}
	catch (const YAML::BadConversion&)
	{
		throw Mistake{node[key].Mark(), std::string(key) + " is not of its type"};
	}
}

Words wordsOf(const YAML::Node& node)
{
	if (!node.IsMap()) throw Mistake{node.Mark(), "is not a map"};
	Words out{{"fr", need<std::string>(node, "fr")}, {"en", need<std::string>(node, "en")}};
	for (const auto& each: node)
	{
		const auto tag = each.first.as<std::string>();
		const bool isTag = (tag.size() == 2 || tag.size() == 3) &&
			std::all_of(tag.begin(), tag.end(), [](char c) { return c >= 'a' && c <= 'z'; });
		if (!isTag) throw Mistake{each.first.Mark(), "unknown key " + tag};
		out.insert_or_assign(tag, need<std::string>(node, tag.c_str()));
	}
	return out;
}

std::map<std::string, Words, std::less<>> meaningsOf(const YAML::Node& node)
{
	std::map<std::string, Words, std::less<>> out;
	for (const auto& each: node) out.emplace(each.first.as<std::string>(), wordsOf(each.second));
	return out;
}

Plan planOf(const YAML::Node& node, const Catalogue& before)
{
	checkKeys(node, {"id", "name", "summary", "recommended", "price", "includes", "features", "limits"});
	Plan out;
	out.id = need<std::string>(node, "id");
	out.name = wordsOf(need<YAML::Node>(node, "name"));
	out.summary = wordsOf(need<YAML::Node>(node, "summary"));
	const auto price = need<YAML::Node>(node, "price");
	checkKeys(price, {"month", "year"});
	out.monthPrice = need<std::int64_t>(price, "month");
	out.yearPrice = need<std::int64_t>(price, "year");
	if (const auto included = node["includes"])
	{
		const auto* smaller = before.find(included.as<std::string>());
		if (!smaller) throw Mistake{included.Mark(), "no plan before this one has this id"};
		out.features = smaller->features;
	}
	for (const auto& each: node["features"]) out.features.push_back(each.as<std::string>());
	for (const auto& each: node["limits"])
		out.limits.insert_or_assign(each.first.as<std::string>(), each.second.as<std::int64_t>());
	if (node["recommended"]) out.isRecommended = need<bool>(node, "recommended");
	return out;
}

Catalogue catalogueOf(const YAML::Node& root)
{
	checkKeys(root, {"currency", "trial_days", "features", "limits", "plans"});
	Catalogue out;
	out.currency = need<std::string>(root, "currency");
	out.trialDays = need<int>(root, "trial_days");
	out.features = meaningsOf(need<YAML::Node>(root, "features"));
	out.limits = meaningsOf(need<YAML::Node>(root, "limits"));
	for (const auto& each: need<YAML::Node>(root, "plans")) out.plans.push_back(planOf(each, out));
	return out;
}

Error at(const std::string& path, const YAML::Mark& mark, const std::string& what)
{
	return failed(Code::Invalid, path + ":" + std::to_string(mark.line + 1) + ": " + what);
}

}

Result<Catalogue> readPlans(const std::string& path)
try
{
	auto catalogue = catalogueOf(YAML::LoadFile(path));
	if (auto fits = checkCatalogue(catalogue); !fits) return failed(Code::Invalid, path + ": " + fits.error().detail);
	return catalogue;
}
catch (const Mistake& mistake)
{
	return at(path, mistake.at, mistake.what);
}
catch (const YAML::Exception& e)
{
	return at(path, e.mark, e.msg);
}

}
