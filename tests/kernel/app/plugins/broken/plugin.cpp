#include "sx/plugin.h"

namespace {

class BrokenPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		sx::Route route;
		route.path = "/broken";
		route.handler = [](sx::Request&) -> sx::Result<sx::Response> { return sx::Response::empty(); };
		if (auto done = registry.route(route); !done) return done;
		// The kernel refuses this route, because plugin.yaml does not list its permission. The plugin continues without
		// it.
		route.path = "/broken/hidden";
		route.access = sx::Access::Member;
		route.permission = "hello.read";
		_refusal = registry.route(route) ? "nothing was refused" : "as expected";
		return registry.verb(
			{"broken", "never runs", [](const std::vector<std::string>&) -> sx::Result<int> { return 0; }});
	}
	sx::Result<> start(sx::Context&) noexcept override
	{
		return sx::Error{
			sx::Code::Unavailable, "its gateway is not there; a foreign permission was refused " + _refusal, {}};
	}
	void stop() noexcept override {}

private:
	std::string _refusal;
};

}

SX_EXPORT_PLUGIN(BrokenPlugin);
