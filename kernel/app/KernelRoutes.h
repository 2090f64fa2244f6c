// Adds the routes that the server answers itself: /, health, robots; metrics at a listener of their own.
#pragma once
#include "kernel/app/Readiness.h"
#include "kernel/http/Router.h"
#include "kernel/observe/Health.h"
#include "kernel/observe/MetricsRegistry.h"

#include <functional>
#include <string>

namespace sx::app {

/// Gives the kernel's routes what they show.
struct KernelRouteComponents
{
	const observe::HealthRegistry& health;
	Readiness& readiness;
	const observe::MetricsRegistry& metrics;
	std::function<void()> gatherMetrics;  // updates gauges just before they are shown; must not block
	std::function<Value()> pluginStates;  // [{"id","version","state","reason"}]
	std::string home;                     // where / sends people who are signed in; empty: no such page
	std::string signInPath;               // where / sends everyone else; empty: nobody signs in here
	std::function<bool(std::string_view host)> servesHost;  // a company of this deployment has it
};

/// Adds the public routes; /health/ready says no more than whether the server is ready. Errors: those of Router.
Result<> addKernelRoutes(http::Router& router, const KernelRouteComponents& components);
/// Adds the routes of the metrics' listener: /metrics, /health/live, /health/ready with all checks and plugins, and
/// /tls-ask?domain=HOST, which a proxy asks before it gets a certificate: 200 if the host is served here, else 404.
/// Errors: those of Router.
Result<> addMonitorRoutes(http::Router& router, const KernelRouteComponents& components);

}
