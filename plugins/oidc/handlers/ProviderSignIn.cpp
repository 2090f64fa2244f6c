#include "handlers/ProviderSignIn.h"

#include "sx/views.h"

#include <algorithm>
#include <array>

namespace sx::oidc {

namespace {

constexpr const char* kBrowser = "sx_oidc";
constexpr int kPerMinute = 60;  // a whole office may share one network address

/// Lists the causes that a person can do something about; the others are told as `token`.
constexpr std::array<std::string_view, 8> kToldCauses{
	"state", "cancelled", "unverified", "domain", "unknown", "other_account", "guest", "other_way"};

std::string cookieOf(const Request& request)
{
	auto cookie = request.cookie(kBrowser).value_or("");
	return cookie.size() == 43 ? cookie : std::string();
}

/// Is the view of templates/pages/failed.html.mustache.
struct FailedView
{
	std::string title, subtitle, lead;

	Value value() const
	{
		return Value::object({{"title", title},
			{"subtitle", subtitle},
			{"frame", "sx-public-narrow"},
			{"isError", true},
			{"lead", lead}});
	}
};

}

Routes<ProviderSignIn> ProviderSignIn::routes()
{
	const RouteOptions options{.perMinute = kPerMinute};
	return {
		{Method::Get, kPath, kAnyone, &ProviderSignIn::leave, options},
		{Method::Get, std::string(kPath) + "/back", kAnyone, &ProviderSignIn::comeBack, options},
	};
}

Result<Response> ProviderSignIn::leave(Request& request) const
{
	auto begun = _flow.begin(request.tenant(), cookieOf(request), request.query("next").value_or("/"));
	if (!begun) return failedPage(request, begun.error());
	auto response = Response::redirect(begun->url);
	response.header("Cache-Control", "no-store");
	response.cookie(kBrowser, begun->browser, SignInFlow::kLife);
	return response;
}

Result<Response> ProviderSignIn::comeBack(Request& request) const
{
	auto proved = _flow.complete(request.tenant(),
		callerOf(request),
		{.state = request.query("state").value_or(""),
			.code = request.query("code").value_or(""),
			.error = request.query("error").value_or(""),
			.issuer = request.query("iss").value_or(""),
			.browser = cookieOf(request)});
	if (!proved) return failedPage(request, proved.error());
	auto begun = _signIn.begin(request,
		{.right = std::move(proved->right),
			.how = kHow,
			.next = std::move(proved->next),
			.isTwoFactors = proved->hasTwoFactors});
	if (!begun) return failedPage(request, begun.error());
	begun->header("Cache-Control", "no-store");
	return begun;
}

Result<Response> ProviderSignIn::failedPage(const Request& request, const Error& error) const
{
	std::string cause = "token";
	if (error.code == Code::Unavailable)
		cause = "down";
	else if (error.code == Code::Missing)
		cause = "off";
	else if (error.code != Code::Denied)
		return error;
	else if (std::find(kToldCauses.begin(), kToldCauses.end(), error.problem) != kToldCauses.end())
		cause = error.problem;
	_context.log().warning("oidc.refused", {{"cause", error.problem}, {"detail", error.detail}});
	if (error.code == Code::Denied)
		if (auto* refusals = _context.find<Refusals>()) refusals->note(request, "oidc.refused", error.problem);
	const RequestWords words(_context.pages(), request);
	const FailedView view{.title = words("failed.title"),
		.subtitle = words("failed.subtitle"),
		.lead = words("failed." + cause, Value::object({{"tenant", request.tenant().name}}))};
	return Response::page("failed", view.value(), error.code == Code::Unavailable ? 503 : cause == "off" ? 404 : 403);
}

}
