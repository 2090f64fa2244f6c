#include "gateway/DriverChoice.h"

#include "gateway/Drivers.h"

namespace sx::sms {

namespace {

HttpShape shapeOf(const Settings& settings)
{
	return {.method = settings.text("method"),
		.body = settings.text("body"),
		.from = settings.text("from"),
		.takenField = settings.text("taken_field"),
		.isJson = settings.text("content") == "json",
		.basicAuth = settings.flag("basic_auth"),
		.headers = settings.texts("headers"),
		.takenStatuses = settings.texts("taken_statuses"),
		.takenValues = settings.texts("taken_values")};
}

Endpoint endpointOf(const Settings& settings)
{
	return {.url = settings.text("url"),
		.user = settings.text("user"),
		.password = Secret(settings.text("password")),
		.caFile = settings.text("ca_file"),
		.timeout = settings.duration("timeout")};
}

Result<DriverChoice> postbox(const Context& context)
{
	auto* open = context.find<mail::Postbox>();
	if (!open || !open->isOpen()) return invalid("driver", "driver postbox needs plugin mail with its postbox");
	return DriverChoice{.driver = std::make_unique<PostboxDriver>(*open, context.settings().text("from"))};
}

}

Result<DriverChoice> chooseDriver(const Context& context)
{
	const auto& settings = context.settings();
	auto name = settings.text("driver");
	if (name.empty()) name = context.environment() == Environment::Demo ? "postbox" : "none";
	if (name == "none") return DriverChoice{};
	if (name == "postbox") return postbox(context);
	if (name != "kannel" && name != "http")
		return invalid("driver", "driver is kannel, http, postbox or none, not " + name);

	auto endpoint = endpointOf(settings);
	// Without a URL the server starts nevertheless: texts wait, and the health check tells what is missing.
	if (!endpoint.url.empty())
		if (auto ok = checkUrl(endpoint.url); !ok) return ok.error();
	if (name == "kannel")
		return DriverChoice{
			.driver = std::make_unique<KannelDriver>(std::move(endpoint), settings.text("from"), context.clock()),
			.rule = kannelReports()};
	return DriverChoice{
		.driver = std::make_unique<HttpDriver>(std::move(endpoint), shapeOf(settings), context.clock(), context.json()),
		.rule = ReportRule{.field = settings.text("report_field"),
			.delivered = settings.texts("report_delivered"),
			.failed = settings.texts("report_failed")}};
}

}
