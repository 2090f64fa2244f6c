#include "kernel/app/KernelRoutes.h"

#include "kernel/base/JsonText.h"
#include "sx/text.h"

namespace sx::app {

namespace {

Response uncached(Value value, int status)
{
	return std::move(Response::json(std::move(value), status).header("Cache-Control", "no-store"));
}

/// Answers whether the server is ready: to strangers no more than that.
Result<Response> ready(const KernelRouteComponents& components, bool isDetailed)
{
	auto answer = components.readiness.answer();
	const int status = observe::HealthRegistry::isReady(answer) ? 200 : 503;
	if (!isDetailed) return uncached(Value::object({{"status", answer["status"]}}), status);
	answer.set("plugins", components.pluginStates());
	return uncached(std::move(answer), status);
}

Result<Response> metrics(const KernelRouteComponents& components)
{
	components.gatherMetrics();
	return std::move(Response::text(components.metrics.text(), "text/plain; version=0.0.4; charset=utf-8")
						 .header("Cache-Control", "no-store"));
}

Result<Response> tlsAsk(const Request& request, const KernelRouteComponents& components)
{
	const auto host = asciiLower(request.query("domain").value_or(""));
	if (!components.servesHost(host)) return Error{Code::Missing, "no company here has this host"};
	return std::move(Response::empty(200).header("Cache-Control", "no-store"));
}

Result<Response> root(const Request& request, const KernelRouteComponents& components)
{
	const auto& target = request.principal() ? components.home : components.signInPath;
	if (target.empty() || target == "/") return Error{Code::Missing, "no plugin has a page for /"};
	return std::move(Response::redirect(target).header("Cache-Control", "no-store"));
}

Route route(std::string path, Handler handler)
{
	Route out;
	out.path = std::move(path);
	out.handler = std::move(handler);
	return out;
}

Route live(const KernelRouteComponents& components)
{
	return route(
		"/health/live", [components](Request&) -> Result<Response> { return uncached(components.health.live(), 200); });
}

}

Result<> addMonitorRoutes(http::Router& router, const KernelRouteComponents& components)
{
	for (const auto& each: {live(components),
			 route("/health/ready", [components](Request&) { return ready(components, true); }),
			 route("/metrics", [components](Request&) { return metrics(components); }),
			 route("/tls-ask", [components](Request& request) { return tlsAsk(request, components); })})
		if (auto added = router.addInline(each); !added) return added;
	return {};
}

Result<> addKernelRoutes(http::Router& router, const KernelRouteComponents& components)
{
	const Route inlined[] = {live(components),
		route("/health/ready", [components](Request&) { return ready(components, false); }),
		route("/robots.txt",
			[](Request&) -> Result<Response> {
				return Response::text("User-agent: *\nDisallow: /\n", "text/plain; charset=utf-8");
			}),
		route("/favicon.ico", [](Request&) -> Result<Response> {
			return std::move(Response::empty(204).header("Cache-Control", "max-age=86400"));
		})};
	for (const auto& each: inlined)
		if (auto added = router.addInline(each); !added) return added;
	return router.add({}, route("/", [components](Request& request) { return root(request, components); }));
}

}
