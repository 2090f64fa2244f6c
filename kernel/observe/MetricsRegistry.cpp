#include "kernel/observe/MetricsRegistry.h"

#include <Poco/NumberFormatter.h>

#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <shared_mutex>

namespace sx::observe {

namespace {

constexpr std::size_t kMaxLabels = 200;  // label sets per name
constexpr std::size_t kMaxLabelBytes = 300;
constexpr std::size_t kMaxNames = 2000;

std::string cleanName(std::string_view plugin, std::string_view name)
{
	std::string out = plugin.empty() ? "sx_" : "sx_" + std::string(plugin) + "_";
	out += name;
	for (auto& c: out)
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) c = '_';
	return out;
}

/// Checks for `name="value",other="value"` as the exposition format requires: one malformed label would make the whole
/// page unreadable.
bool isLabelText(std::string_view text)
{
	while (true)
	{
		const auto equals = text.find("=\"");
		if (equals == 0 || equals == std::string_view::npos) return false;
		for (std::size_t i = 0; i < equals; ++i)
			if (!((text[i] >= 'a' && text[i] <= 'z') || text[i] == '_' || (i > 0 && text[i] >= '0' && text[i] <= '9')))
				return false;
		auto at = equals + 2;
		for (; at < text.size() && text[at] != '"'; ++at)
		{
			if (static_cast<unsigned char>(text[at]) < 0x20) return false;
			if (text[at] == '\\' && ++at < text.size() && text[at] != '\\' && text[at] != '"' && text[at] != 'n')
				return false;
		}
		if (at >= text.size()) return false;
		text.remove_prefix(at + 1);
		if (text.empty()) return true;
		if (text.front() != ',') return false;
		text.remove_prefix(1);
	}
}

struct Cell
{
	std::atomic<std::int64_t> counted{0};
	std::atomic<double> level{0};
};
struct Family
{
	bool isGauge = false;
	std::map<std::string, Cell, std::less<>> cells;
};

}

struct MetricsRegistry::Impl
{
	/// Applies a change to the cell of a name and label, making the cell when it is new. Does nothing when the name is
	/// already of the other kind, or when there are too many names.
	template <class Change>
	void change(std::string_view plugin, std::string_view name, std::string_view label, bool isGauge, Change&& apply)
	{
		const auto full = cleanName(plugin, name);
		{
			std::shared_lock lock(mutex);
			const auto family = families.find(full);
			if (family != families.end() && family->second.isGauge == isGauge)
			{
				const auto cell = family->second.cells.find(label);
				if (cell != family->second.cells.end())
				{
					apply(cell->second);
					return;
				}
			}
		}
		std::unique_lock lock(mutex);
		if (!families.contains(full) && families.size() >= kMaxNames) return;
		auto& family = families.try_emplace(full, Family{isGauge, {}}).first->second;
		if (family.isGauge != isGauge) return;
		std::string kept(label);
		if (!label.empty() && (label.size() > kMaxLabelBytes || !isLabelText(label))) kept = "invalid=\"true\"";
		if (!family.cells.contains(kept) && family.cells.size() >= kMaxLabels) kept = "overflow=\"true\"";
		apply(family.cells[kept]);
	}
	void count(std::string_view plugin, std::string_view name, std::string_view label, std::int64_t by) noexcept
	try
	{
		change(plugin, name, label, false, [by](Cell& cell) { cell.counted += by; });
	}
	catch (...)
	{
	}  // out of memory: losing a number is better than failing a request
	void gauge(std::string_view plugin, std::string_view name, std::string_view label, double value) noexcept
	try
	{
		change(plugin, name, label, true, [value](Cell& cell) { cell.level = value; });
	}
	catch (...)
	{
	}

	mutable std::shared_mutex mutex;
	std::map<std::string, Family> families;
	std::mutex pluginsMutex;
	std::map<std::string, std::unique_ptr<PluginMetrics>, std::less<>> plugins;
};

class MetricsRegistry::PluginMetrics final: public sx::Metrics
{
public:
	PluginMetrics(Impl& impl, std::string plugin): _impl(impl), _plugin(std::move(plugin)) {}
	void count(std::string_view name, std::string_view label, std::int64_t by) noexcept override
	{
		_impl.count(_plugin, name, label, by);
	}
	void gauge(std::string_view name, std::string_view label, double value) noexcept override
	{
		_impl.gauge(_plugin, name, label, value);
	}

private:
	Impl& _impl;
	std::string _plugin;
};

MetricsRegistry::MetricsRegistry(): _impl(std::make_unique<Impl>()) {}
MetricsRegistry::~MetricsRegistry() = default;

void MetricsRegistry::count(std::string_view name, std::string_view label, std::int64_t by) noexcept
{
	_impl->count("", name, label, by);
}
void MetricsRegistry::gauge(std::string_view name, std::string_view label, double value) noexcept
{
	_impl->gauge("", name, label, value);
}

sx::Metrics& MetricsRegistry::of(std::string_view plugin)
{
	std::lock_guard lock(_impl->pluginsMutex);
	auto found = _impl->plugins.find(plugin);
	if (found == _impl->plugins.end())
		found = _impl->plugins.emplace(plugin, std::make_unique<PluginMetrics>(*_impl, std::string(plugin))).first;
	return *found->second;
}

std::string MetricsRegistry::text() const
{
	std::shared_lock lock(_impl->mutex);
	std::string out;
	for (const auto& [name, family]: _impl->families)
	{
		out += "# TYPE " + name + (family.isGauge ? " gauge\n" : " counter\n");
		for (const auto& [label, cell]: family.cells)
		{
			const double level = cell.level;
			out += name + (label.empty() ? "" : "{" + label + "}") + " ";
			if (!family.isGauge)
				out += std::to_string(cell.counted.load());
			else if (std::isfinite(level))
				out += Poco::NumberFormatter::format(level);
			else
				out += std::isnan(level) ? "NaN" : level > 0 ? "+Inf" : "-Inf";
			out += "\n";
		}
	}
	return out;
}

}
