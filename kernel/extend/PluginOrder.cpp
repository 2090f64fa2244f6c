#include "kernel/extend/PluginOrder.h"

#include <algorithm>
#include <functional>
#include <set>

namespace sx::extend {

namespace {

using config::Manifest;
using Manifests = std::vector<const Manifest*>;

/// Returns "mail.outbox" for "mail.outbox/1".
std::string withoutRevision(const std::string& id) { return id.substr(0, id.find('/')); }

class Sorter
{
public:
	Sorter(const Manifests& plugins, const Manifests& disabled, PluginOrder& out): _disabled(disabled), _out(out)
	{
		for (const auto* each: plugins) _plugins.emplace(each->id, each);
	}

	void refuse(const std::string& id, const std::string& reason)
	{
		_out.refused.emplace(id, reason);
		_plugins.erase(id);
	}

	void refuseKernelRange(const config::Version& kernel)
	{
		for (const auto& [id, plugin]: std::map(_plugins))
			if (!plugin->kernel.contains(kernel))
				refuse(id,
					"kernel: plugin " + plugin->kernel.text() + ", server " + kernel.text() +
						": install a release of it for this server");
	}

	/// Refuses all plugins that provide the same interface, because nothing tells which is the right one.
	void refuseDoubleProviders()
	{
		std::map<std::string, std::vector<std::string>> providers;
		for (const auto& [id, plugin]: _plugins)
			for (const auto& each: plugin->provides) providers[each].push_back(id);
		for (const auto& [interface, ids]: providers)
		{
			if (ids.size() < 2) continue;
			for (const auto& id: ids)
				for (const auto& other: ids)
					if (other != id)
						refuse(id,
							"provides " + interface + ", which " + other + " provides too: enable only one of them");
		}
	}

	/// Removes plugins whose needs nobody provides, and repeats until nothing changes.
	void dropWhatLacksItsNeeds()
	{
		for (bool changed = true; changed;)
		{
			changed = false;
			const auto providers = providersById();
			for (const auto& [id, plugin]: std::map(_plugins))
			{
				for (const auto& need: plugin->needs)
				{
					if (providers.contains(need)) continue;
					explainLack(id, need);
					changed = true;
					break;
				}
			}
		}
	}

	void refuseCycles()
	{
		const auto edges = edgesOf(true);
		for (const auto& [id, plugin]: std::map(_plugins))
		{
			const auto path = pathBetween(edges, id, id);
			if (path.empty()) continue;
			std::string text = id;
			for (const auto& each: path) text += " needs " + each + (each == path.back() ? "" : ", which");
			refuse(id, "needs itself: " + text);
		}
	}

	void sort()
	{
		auto edges = edgesOf(true);
		for (const auto& [id, targets]: edgesOf(false))
		{
			for (const auto& target: targets)
			{
				if (edges[id].contains(target)) continue;
				if (target == id || !pathBetween(edges, target, id).empty())
					_out.notes.push_back(
						id + " wants what " + target + " provides, but " + target + " starts after it");
				else
					edges[id].insert(target);
			}
		}
		std::set<std::string> done;
		std::function<void(const std::string&)> visit = [&](const std::string& id) {
			if (!done.insert(id).second) return;
			for (const auto& each: edges[id]) visit(each);
			_out.order.push_back(id);
		};
		for (const auto& [id, plugin]: _plugins) visit(id);
	}

private:
	using Edges = std::map<std::string, std::set<std::string>>;

	std::map<std::string, std::string> providersById() const
	{
		std::map<std::string, std::string> out;
		for (const auto& [id, plugin]: _plugins)
			for (const auto& each: plugin->provides) out.emplace(each, id);
		return out;
	}

	Edges edgesOf(bool needs) const
	{
		const auto providers = providersById();
		Edges out;
		for (const auto& [id, plugin]: _plugins)
			for (const auto& each: needs ? plugin->needs : plugin->wants)
				if (const auto provider = providers.find(each); provider != providers.end())
					out[id].insert(provider->second);
		return out;
	}

	/// Returns the steps of a path of at least one step, without `from` itself; empty when there is no path.
	static std::vector<std::string> pathBetween(const Edges& edges, const std::string& from, const std::string& to)
	{
		std::set<std::string> seen;
		std::vector<std::string> path;
		std::function<bool(const std::string&)> walk = [&](const std::string& at) {
			const auto next = edges.find(at);
			if (next == edges.end()) return false;
			for (const auto& each: next->second)
			{
				path.push_back(each);
				if (each == to || (seen.insert(each).second && walk(each))) return true;
				path.pop_back();
			}
			return false;
		};
		return walk(from) ? path : std::vector<std::string>();
	}

	void explainLack(const std::string& id, const std::string& need)
	{
		for (const auto& [gone, reason]: _out.refused)
			if (_gaveBefore[gone].contains(need))
				return leaveOut(id, "needs " + need + " of " + gone + ", which was refused");
		for (const auto& [gone, reason]: _out.leftOut)
			if (_gaveBefore[gone].contains(need))
				return leaveOut(id, "needs " + need + " of " + gone + ", which is left out");
		for (const auto* each: _disabled)
			if (each->lists(each->provides, need))
				return refuse(
					id, "needs " + need + ", which " + each->id + " provides: add " + each->id + " to plugins.enabled");
		for (const auto& [other, plugin]: _plugins)
			for (const auto& each: plugin->provides)
				if (withoutRevision(each) == withoutRevision(need))
					return refuse(id,
						"needs " + need + ", but " + other + " provides " + each +
							": install releases that go together");
		refuse(id, "needs " + need + ", which no plugin here provides");
	}
	void leaveOut(const std::string& id, const std::string& reason)
	{
		_out.leftOut.emplace(id, reason);
		_plugins.erase(id);
	}

public:
	/// Remembers which plugin provides what, to explain later why an interface is missing.
	void remember()
	{
		for (const auto& [id, plugin]: _plugins)
			_gaveBefore[id].insert(plugin->provides.begin(), plugin->provides.end());
	}

private:
	std::map<std::string, const Manifest*> _plugins;
	std::map<std::string, std::set<std::string>> _gaveBefore;
	const Manifests& _disabled;
	PluginOrder& _out;
};

}

PluginOrder orderPlugins(const Manifests& plugins, const Manifests& disabled, const config::Version& kernel)
{
	PluginOrder out;
	Sorter sorter(plugins, disabled, out);
	sorter.remember();
	sorter.refuseKernelRange(kernel);
	sorter.refuseDoubleProviders();
	sorter.dropWhatLacksItsNeeds();
	sorter.refuseCycles();
	sorter.dropWhatLacksItsNeeds();
	sorter.sort();
	return out;
}

std::map<std::string, std::string> needersOf(const Manifest& gone, const Manifests& plugins)
{
	std::map<std::string, std::string> out;
	std::vector<const Manifest*> lost{&gone};
	while (!lost.empty())
	{
		const auto* source = lost.back();
		lost.pop_back();
		for (const auto* each: plugins)
		{
			if (each == &gone || out.contains(each->id)) continue;
			for (const auto& need: each->needs)
			{
				if (!source->lists(source->provides, need)) continue;
				out.emplace(each->id,
					"needs " + need + " of " + source->id +
						(source == &gone ? ", which failed" : ", which is left out"));
				lost.push_back(each);
				break;
			}
		}
	}
	return out;
}

}
