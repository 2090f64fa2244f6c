#include "handlers/Reports.h"

#include <algorithm>

namespace sms {

sx::Result<> Reports::declare(sx::Registry& registry)
{
	for (const auto method: {sx::Method::Get, sx::Method::Post})
		if (auto done = registry.route({.method = method,
				.path = "/sms/report/{token:token}",
				.handler = [this](sx::Request& request) { return take(request); },
				.maxBodyBytes = 16'384,
				.perMinute = 6000});
			!done)
			return done;
	return {};
}

void Reports::start(sx::Context& context, std::optional<ReportRule> rule, std::vector<std::string> from)
{
	_context = &context;
	_rule = std::move(rule);
	_from = std::move(from);
}

std::string Reports::fieldOf(sx::Request& request) const
{
	if (auto asked = request.query(_rule->field)) return *asked;
	const auto body = request.header("Content-Type").value_or("").starts_with("application/json") ? request.json()
																								  : request.form();
	return body ? (*body)[_rule->field].text() : "";
}

sx::Result<sx::Response> Reports::take(sx::Request& request) const
{
	const sx::Error missing{.code = sx::Code::Missing, .detail = "sms: no such report"};
	if (!_rule) return missing;
	if (!_from.empty() && std::find(_from.begin(), _from.end(), request.clientAddress()) == _from.end())
	{
		_context->log().warning("sms.report_from_stranger", {{"address", request.clientAddress()}});
		return missing;
	}
	const auto delivery = _rule->read(fieldOf(request));
	if (!delivery) return sx::Response::empty();  // an intermediate state, or one that the settings do not name
	if (auto done = _sender.report(request.parameter("token"), *delivery); !done) return done.error();
	return sx::Response::empty();
}

}
