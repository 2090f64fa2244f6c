#include "gateway/Drivers.h"

#include <algorithm>

namespace sx::sms {

namespace {

bool holds(const std::vector<std::string>& list, const std::string& value)
{
	return std::find(list.begin(), list.end(), value) != list.end();
}

/// Returns a field of a JSON response as text; the path "a.b" reaches inside "a".
std::string fieldOf(const Value& answer, std::string_view path)
{
	const Value* at = &answer;
	for (;;)
	{
		const auto dot = path.find('.');
		at = &(*at)[path.substr(0, dot)];
		if (dot == std::string_view::npos) break;
		path.remove_prefix(dot + 1);
	}
	if (at->isFlag()) return at->flag() ? "true" : "false";
	return at->isInteger() ? std::to_string(at->integer()) : at->text();
}

}

Result<> KannelDriver::deliver(const Outgoing& outgoing) noexcept
{
	const auto& text = outgoing.text.text;
	const bool isWide = measure(text).alphabet == Alphabet::Ucs2;
	// The mask 19 asks for reports of 1 delivered, 2 not delivered, and 16 refused by the network; Kannel replaces %d
	// with the one that happened.
	const GatewayCall call{.method = "POST",
		.contentType = isWide ? "text/plain; charset=UTF-16BE" : "text/plain; charset=UTF-8",
		.body = isWide ? toUtf16(text) : text,
		.headers = {{"X-Kannel-Username", _endpoint.user},
			{"X-Kannel-Password", std::string(_endpoint.password.reveal())},
			{"X-Kannel-To", outgoing.text.to.e164},
			{"X-Kannel-From", _from},
			{"X-Kannel-Coding", isWide ? "2" : "0"},
			{"X-Kannel-DLR-Mask", "19"},
			{"X-Kannel-DLR-Url", outgoing.reportUrl + "?state=%d"}}};
	auto response = callGateway(_endpoint, call);
	if (!response) return response.error();
	if (response->status == 200 || response->status == 202) return {};
	return refused(response->status);
}

bool HttpDriver::isTaken(const GatewayResponse& response) const
{
	if (!holds(_shape.takenStatuses, std::to_string(response.status))) return false;
	if (_shape.takenField.empty()) return true;
	const auto answer = _json.parse(response.body);
	return answer && holds(_shape.takenValues, fieldOf(*answer, _shape.takenField));
}

Result<> HttpDriver::deliver(const Outgoing& outgoing) noexcept
{
	const Fields fields{{"to", outgoing.text.to.e164},
		{"from", _shape.from},
		{"text", outgoing.text.text},
		{"report", outgoing.reportUrl},
		{"id", outgoing.id},
		{"user", _endpoint.user},
		{"password", std::string(_endpoint.password.reveal())}};
	GatewayCall call{.method = _shape.method,
		.contentType = _shape.isJson ? "application/json" : "application/x-www-form-urlencoded",
		.body = fill(_shape.body, fields, _shape.isJson ? Escape::Json : Escape::Form),
		.basicAuth = _shape.basicAuth && !_endpoint.user.empty()};
	for (const auto& each: _shape.headers)
	{
		const auto colon = each.find(':');
		const auto from = colon == std::string::npos ? colon : each.find_first_not_of(' ', colon + 1);
		if (from == std::string::npos) continue;
		const auto name = each.substr(0, colon);
		auto value = fill(each.substr(from), fields, Escape::None);
		// A line break would begin a header that nobody wrote, or the body.
		if (std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
			return failed(
				Code::Invalid, "SMS gateway: the header " + name + " cannot hold this text's control characters");
		call.headers.emplace_back(name, std::move(value));
	}
	const Endpoint there{.url = fill(_endpoint.url, fields, Escape::Form),
		.user = _endpoint.user,
		.password = _endpoint.password.copy(),
		.caFile = _endpoint.caFile,
		.timeout = _endpoint.timeout};
	auto response = callGateway(there, call);
	if (!response) return response.error();
	if (isTaken(*response)) return {};
	if (response->status < 400)
		return failed(Code::Unavailable, "SMS gateway: status " + std::to_string(response->status) + ", not taken");
	return refused(response->status);
}

}
