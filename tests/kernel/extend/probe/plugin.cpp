// Notes what happens to the plugin (PROBE_NOTES), and fails where it is told to (PROBE_FAILS=alpha.start). With
// PROBE_LATE set, alpha provides its service in start() instead of declare().
#include "sx/plugin.h"

#include <cstdlib>
#include <fstream>
#include <string>

namespace {

void note(const std::string& what)
{
	if (const char* file = std::getenv("PROBE_NOTES"))
		std::ofstream(file, std::ios::app) << SX_PLUGIN_ID << " " << what << "\n";
}

sx::Result<> outcome(const std::string& step)
{
	note(step);
	const char* fails = std::getenv("PROBE_FAILS");
	if (fails && fails == std::string(SX_PLUGIN_ID) + "." + step)
		return sx::Error{sx::Code::Unavailable, "told to fail"};
	return {};
}

/// Notes that the library was loaded, which must not happen to a refused one.
const struct Loaded
{
	Loaded() { note("loaded"); }
} loaded;

struct AlphaService
{
	static constexpr std::string_view kId = "probe.alpha/1";
};

class Probe final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		if (isAlpha() && !std::getenv("PROBE_LATE"))
			if (auto given = registry.provide<AlphaService>(_service); !given) return given;
		return outcome("declare");
	}
	sx::Result<> start(sx::Context& context) noexcept override
	{
		if (isAlpha() && std::getenv("PROBE_LATE"))
			if (auto given = context.provide<AlphaService>(_service); !given) return given;
		if (std::string_view(SX_PLUGIN_ID) == "beta")
			note(context.find<AlphaService>() ? "found alpha" : "found nothing");
		return outcome("start");
	}
	void stop() noexcept override { note("stop"); }

private:
	static bool isAlpha() { return std::string_view(SX_PLUGIN_ID) == "alpha"; }

	AlphaService _service;
};

}

SX_EXPORT_PLUGIN(Probe);
