#include "handlers/ReportEndpoint.h"

#include <algorithm>

namespace sx::sms {

Routes<ReportEndpoint> ReportEndpoint::routes()
{
	const RouteOptions options{.maxBodyBytes = 16'384, .perMinute = 6000};
	return {
		{Method::Get, "/sms/report/{token:token}", kAnyone, &ReportEndpoint::take, options},
		{Method::Post, "/sms/report/{token:token}", kAnyone, &ReportEndpoint::take, options},
	};
}

std::string ReportEndpoint::fieldOf(Request& request) const
{
	if (auto asked = request.query(_rule->field)) return *asked;
	const bool isJson = request.header("Content-Type").value_or("").starts_with("application/json");
	const auto body = isJson ? request.json() : request.form();
	return body ? (*body)[_rule->field].text() : "";
}

Result<Response> ReportEndpoint::take(Request& request) const
{
	const auto missing = failed(Code::Missing, "sms: no such report");
	if (!_rule) return missing;
	if (!_from.empty() && std::find(_from.begin(), _from.end(), request.clientAddress()) == _from.end())
	{
		_log.warning("sms.report_from_stranger", {{"address", request.clientAddress()}});
		return missing;
	}
	const auto delivery = _rule->read(fieldOf(request));
	if (!delivery) return Response::empty();  // an intermediate state, or one that the settings do not name
	if (auto done = _sender.report(request.parameter("token"), *delivery); !done) return done.error();
	return Response::empty();
}

}
