#include "sx/plugin.h"

namespace {

class GuestPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		sx::Route route;
		route.path = "/guest";
		route.handler = [](sx::Request&) -> sx::Result<sx::Response> {
			return sx::Response::page(
				"guest", sx::Value::object({{"title", "Guest"}, {"styles", sx::Value::List{sx::Value("guest.css")}}}));
		};
		return registry.route(route);
	}
	sx::Result<> start(sx::Context&) noexcept override { return {}; }
	void stop() noexcept override {}
};

}

SX_EXPORT_PLUGIN(GuestPlugin);
