#include "sx/plugin.h"

namespace {

class RivalPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		sx::Route route;
		route.path = "/hello";
		route.handler = [](sx::Request&) -> sx::Result<sx::Response> { return sx::Response::empty(); };
		return registry.route(route);
	}
	sx::Result<> start(sx::Context&) noexcept override { return {}; }
	void stop() noexcept override {}
};

}

SX_EXPORT_PLUGIN(RivalPlugin);
