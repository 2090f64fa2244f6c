#include "kernel/app/KernelRoutes.h"

#include "kernel/base/JsonText.h"

namespace sx::app {

namespace {

// Tells whether a request comes from this machine. Behind a proxy that is not configured every client seems to, so a
// forwarded request never counts.
bool isLocal(const Request& request)
{
	if (request.header("X-Forwarded-For") || request.header("Forwarded") || request.header("X-Real-IP")) return false;
	const auto& address = request.clientAddress();
	return address == "::1" || address.starts_with("127.") || address.starts_with("::ffff:127.");
}

Response uncached(Value value, int status)
{
	return std::move(Response::json(std::move(value), status).header("Cache-Control", "no-store"));
}

Result<Response> ready(const Request& request, const KernelRouteComponents& components)
{
	auto answer = components.readiness.answer();
	const int status = observe::HealthRegistry::isReady(answer) ? 200 : 503;
	if (isLocal(request))
	{
		answer.set("plugins", components.pluginStates());
		return uncached(std::move(answer), status);
	}
	Value bare{Value::Object{}};
	bare.set("status", answer["status"]);
	Value checks{Value::List{}};
	for (const auto& each: answer["checks"].list())
		checks.add(Value::object({{"name", each["name"]}, {"ok", each["ok"]}}));
	bare.set("checks", std::move(checks));
	return uncached(std::move(bare), status);
}

Result<Response> metrics(const Request& request, const KernelRouteComponents& components)
{
	if (!isLocal(request)) return Error{Code::Missing, "metrics asked from elsewhere"};
	components.gatherMetrics();
	return std::move(Response::text(components.metrics.text(), "text/plain; version=0.0.4; charset=utf-8")
						 .header("Cache-Control", "no-store"));
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

}

Result<> addKernelRoutes(http::Router& router, const KernelRouteComponents& components)
{
	const Route inlined[] = {
		route("/health/live",
			[components](Request&) -> Result<Response> { return uncached(components.health.live(), 200); }),
		route("/health/ready", [components](Request& request) { return ready(request, components); }),
		route("/metrics", [components](Request& request) { return metrics(request, components); }),
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
