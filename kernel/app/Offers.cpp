#include "kernel/app/Offers.h"

#include <algorithm>

namespace sx::app {

namespace {

// Replaces parameters by their types: paths that differ only in the names of parameters are the same (/m/{token:token}
// and /m/{key:token}).
std::string shapeOf(const std::string& path)
{
	std::string out;
	for (std::size_t i = 0; i < path.size(); ++i)
	{
		if (path[i] != '{')
		{
			out += path[i];
			continue;
		}
		const auto end = std::min(path.find('}', i), path.size() - 1);
		const auto inside = path.substr(i + 1, end - i - 1);
		const auto colon = inside.find(':');
		out += "{" + (colon == std::string::npos ? std::string("word") : inside.substr(colon + 1)) + "}";
		i = end;
	}
	return out;
}

template <class List, class Match>
std::string ownerWhere(const std::map<std::string, Offers>& all, List Offers::*list, Match matches)
{
	for (const auto& [plugin, offers]: all)
		if (std::any_of((offers.*list).begin(), (offers.*list).end(), matches)) return plugin;
	return {};
}

}

std::string OfferBook::ownerOfRoute(Method method, const std::string& path) const
{
	const auto shape = shapeOf(path);
	return ownerWhere(
		_all, &Offers::routes, [&](const Route& each) { return each.method == method && shapeOf(each.path) == shape; });
}

std::string OfferBook::ownerOfJob(const std::string& kind) const
{
	return ownerWhere(_all, &Offers::jobs, [&](const JobKind& each) { return each.kind == kind; });
}

std::string OfferBook::ownerOfSchedule(const std::string& name) const
{
	return ownerWhere(_all, &Offers::schedules, [&](const Schedule& each) { return each.name == name; });
}

std::string OfferBook::ownerOfVerb(const std::string& name) const
{
	return ownerWhere(_all, &Offers::verbs, [&](const Verb& each) { return each.name == name; });
}

std::string OfferBook::ownerOfSignInPath() const
{
	for (const auto& [plugin, offers]: _all)
		if (offers.signInPath) return plugin;
	return {};
}

std::string OfferBook::signInPath() const
{
	for (const auto& [plugin, offers]: _all)
		if (offers.signInPath) return *offers.signInPath;
	return {};
}

std::string OfferBook::home() const
{
	const Offers::Home* best = nullptr;
	for (const auto& [plugin, offers]: _all)
		if (offers.home && (!best || offers.home->order < best->order)) best = &*offers.home;
	return best ? best->path : std::string();
}

const Verb* OfferBook::verb(const std::vector<std::string>& words, std::size_t& used) const
{
	for (const std::size_t length: {std::size_t{2}, std::size_t{1}})
	{
		if (words.size() < length) continue;
		const auto name = length == 2 ? words[0] + " " + words[1] : words[0];
		for (const auto& [plugin, offers]: _all)
			for (const auto& verb: offers.verbs)
				if (verb.name == name)
				{
					used = length;
					return &verb;
				}
	}
	return nullptr;
}

std::vector<OfferBook::OwnedMenuEntry> OfferBook::menu() const
{
	std::vector<OwnedMenuEntry> out;
	for (const auto& [plugin, offers]: _all)
		for (const auto& entry: offers.menu) out.push_back({plugin, entry});
	std::stable_sort(
		out.begin(), out.end(), [](const auto& a, const auto& b) { return a.entry.order < b.entry.order; });
	return out;
}

std::vector<OfferBook::OwnedSlot> OfferBook::slots(std::string_view name) const
{
	std::vector<OwnedSlot> out;
	for (const auto& [plugin, offers]: _all)
		for (const auto& slot: offers.slots)
			if (slot.name == name) out.push_back({plugin, slot});
	std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.slot.order < b.slot.order; });
	return out;
}

}
