#include "kernel/extend/Services.h"

#include <algorithm>
#include <mutex>
#include <tuple>

namespace sx::extend {

Result<> Services::provide(const config::Manifest& plugin, std::string_view id, std::string_view name, void* service)
{
	if (!plugin.lists(plugin.provides, id) && !plugin.lists(plugin.extends, id))
		return Error{Code::Invalid,
			plugin.id + " provides " + std::string(id) +
				", which its plugin.yaml lists under neither provides nor extends"};
	if (!service) return Error{Code::Invalid, plugin.id + " provides nothing as " + std::string(id)};
	std::unique_lock lock(_mutex);
	auto& all = _providers[std::string(id)];
	const auto isBefore = [](const Provider& a, const Provider& b) {
		return std::tie(a.plugin, a.name) < std::tie(b.plugin, b.name);
	};
	Provider added{plugin.id, std::string(name), service};
	const auto place = std::lower_bound(all.begin(), all.end(), added, isBefore);
	if (place != all.end() && !isBefore(added, *place))
		return Error{Code::Invalid,
			plugin.id + " provides " + std::string(id) + (name.empty() ? "" : " (" + added.name + ")") + " twice"};
	all.insert(place, std::move(added));
	return {};
}

void* Services::find(const config::Manifest& asker, std::string_view id, std::string_view name) const noexcept
{
	if (!asker.lists(asker.needs, id) && !asker.lists(asker.wants, id) && !asker.lists(asker.provides, id))
	{
		_log.error("services.not_listed",
			{{"asker", asker.id},
				{"interface", std::string(id)},
				{"hint", "list it under needs or wants in plugin.yaml"}});
		return nullptr;
	}
	std::shared_lock lock(_mutex);
	const auto found = _providers.find(id);
	if (found == _providers.end()) return nullptr;
	for (const auto& each: found->second)
		if (name.empty() || each.name == name) return each.service;
	return nullptr;
}

std::vector<void*> Services::findAll(const config::Manifest& asker, std::string_view id) const
{
	bool isListed = false;
	for (const auto* list: {&asker.collects, &asker.extends, &asker.needs, &asker.wants})
		isListed = isListed || asker.lists(*list, id);
	if (isListed) return all(id);
	_log.error("services.not_listed",
		{{"asker", asker.id}, {"interface", std::string(id)}, {"hint", "list it under collects in plugin.yaml"}});
	return {};
}

void Services::withdraw(std::string_view pluginId) noexcept
{
	std::unique_lock lock(_mutex);
	for (auto& [id, all]: _providers) std::erase_if(all, [&](const Provider& each) { return each.plugin == pluginId; });
}

void* Services::first(std::string_view id) const noexcept
{
	std::shared_lock lock(_mutex);
	const auto found = _providers.find(id);
	return found == _providers.end() || found->second.empty() ? nullptr : found->second.front().service;
}

std::vector<void*> Services::all(std::string_view id) const
{
	std::vector<void*> out;
	std::shared_lock lock(_mutex);
	const auto found = _providers.find(id);
	if (found != _providers.end())
		for (const auto& each: found->second) out.push_back(each.service);
	return out;
}

}
