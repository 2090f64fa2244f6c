// What the server answers itself: /, health, metrics, robots.
#pragma once
#include "kernel/app/Readiness.h"
#include "kernel/http/Router.h"
#include "kernel/observe/Health.h"
#include "kernel/observe/MetricsRegistry.h"

#include <functional>
#include <string>

namespace sx::app {

struct KernelRouteParts
{
	const observe::HealthRegistry& health;
	Readiness& readiness;
	const observe::MetricsRegistry& metrics;
	std::function<void()> gatherMetrics;  // fills gauges just before they are shown; must not block
	std::function<Value()> pluginStates;  // [{"id","version","state","reason"}]
	std::string home;                     // of who is signed in; empty: nowhere
	std::string signInPath;               // empty: nobody signs in here
};

/// /health/live and /health/ready answer everybody, with details only to this machine; /metrics answers this machine
/// only. Errors: those of Router.
Result<> addKernelRoutes(http::Router& router, const KernelRouteParts& parts);

}
