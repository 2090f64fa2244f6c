// Counters and gauges, and their text for Prometheus.
#pragma once
#include "sx/kit.h"

#include <memory>
#include <string>
#include <string_view>

namespace sx::observe {

/// Names become sx_PLUGIN_NAME (of the kernel: sx_NAME). At most 200 label sets a name: further ones are counted under
/// label overflow="true", so that a label filled by strangers cannot eat the memory. [any thread]
class MetricsRegistry final: public sx::Metrics
{
public:
	MetricsRegistry();
	~MetricsRegistry();
	void count(std::string_view name, std::string_view label = {}, std::int64_t by = 1) noexcept override;
	void gauge(std::string_view name, std::string_view label, double value) noexcept override;
	/// The metrics of one plugin; valid while this lives.
	sx::Metrics& of(std::string_view plugin);
	/// text/plain; version=0.0.4; names in order.
	std::string text() const;

private:
	struct Impl;
	class PluginMetrics;
	std::unique_ptr<Impl> _impl;
};

}
