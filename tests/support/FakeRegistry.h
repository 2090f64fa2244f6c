// Keeps the routes and verbs that a plugin declares, for tests without a server.
#pragma once
#include "sx/plugin.h"

#include <string>
#include <vector>

class FakeRegistry final: public sx::Registry
{
public:
	std::vector<sx::Route> routes;
	std::vector<sx::Verb> verbs;
	std::string taken;  // the path or name that is refused

	sx::Result<> route(sx::Route route) noexcept override
	{
		if (route.path == taken) return sx::failed(sx::Code::Invalid, "taken");
		routes.push_back(std::move(route));
		return {};
	}
	sx::Result<> verb(sx::Verb verb) noexcept override
	{
		if (verb.name == taken) return sx::failed(sx::Code::Invalid, "taken");
		verbs.push_back(std::move(verb));
		return {};
	}
	sx::Result<> job(sx::JobKind) noexcept override { return {}; }
	sx::Result<> schedule(sx::Schedule) noexcept override { return {}; }
	sx::Result<> menu(sx::MenuEntry) noexcept override { return {}; }
	sx::Result<> healthCheck(sx::HealthCheck) noexcept override { return {}; }
	sx::Result<> slot(sx::Slot) noexcept override { return {}; }
	sx::Result<> signInPath(std::string) noexcept override { return {}; }
	sx::Result<> home(std::string, int) noexcept override { return {}; }

protected:
	sx::Result<> add(std::string_view, std::string_view, void*) noexcept override { return {}; }
};
