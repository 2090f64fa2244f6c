// Keeps counters and gauges, and writes them as text for Prometheus.
#pragma once
#include "sx/kit.h"

#include <memory>
#include <string>
#include <string_view>

namespace sx::observe {

/// Keeps the metrics of the kernel (sx_NAME) and of the plugins (sx_PLUGIN_NAME). Each name takes 200 label sets;
/// further ones are counted under the label overflow="true", so that outsiders cannot fill the memory with made-up
/// labels. [any thread]
class MetricsRegistry final: public sx::Metrics
{
public:
	MetricsRegistry();
	~MetricsRegistry();
	void count(std::string_view name, std::string_view label = {}, std::int64_t by = 1) noexcept override;
	void gauge(std::string_view name, std::string_view label, double value) noexcept override;
	/// Returns the metrics of one plugin. Valid while this object lives.
	sx::Metrics& of(std::string_view plugin);
	/// Writes all metrics in the exposition format (text/plain; version=0.0.4), sorted by name.
	std::string text() const;

private:
	struct Impl;
	class PluginMetrics;
	std::unique_ptr<Impl> _impl;
};

}
