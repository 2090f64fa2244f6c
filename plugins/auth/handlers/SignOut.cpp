#include "handlers/SignOut.h"

#include "sx/views.h"

namespace sx::auth {

namespace {

constexpr const char* kOwnDevice = "sx_own_device";
constexpr std::chrono::seconds kRemembered = std::chrono::days(365);

}

Routes<SignOut> SignOut::routes()
{
	return {
		{Method::Post, "/sign-out", kAnyone, &SignOut::here, {.perMinute = 120}},
		{Method::Post, "/sign-out/everywhere", kSignedIn, &SignOut::everywhere, {.perMinute = 30}},
	};
}

bool SignOut::isOwnDevice(const Request& request) { return request.cookie(kOwnDevice) == "1"; }

Response SignOut::left(const Request& request)
{
	auto response = Response::redirect("/sign-in");
	response.signOut();
	const auto form = request.form();
	auto isOwn = isOwnDevice(request);
	if (form && (*form)["asks_device"].text() == "1")  // the menu of other pages does not ask
	{
		isOwn = (*form)["keep"].text() == "1";
		response.cookie(kOwnDevice, isOwn ? "1" : "", isOwn ? kRemembered : std::chrono::seconds(0));
	}
	// Drafts and links of sent messages in the browser's storage open for whoever uses it next (finding F22).
	if (!isOwn) response.header("Clear-Site-Data", "\"storage\"");
	return response;
}

Result<Response> SignOut::here(Request& request) const
{
	auto response = left(request);
	if (!request.principal()) return response;
	// A failure is only logged: leaving is never refused.
	if (auto noted = _signIns.noteSignOut(callerOf(request)); !noted)
		_context.log().warning("auth.sign_out_not_noted", {{"detail", noted.error().detail}});
	return response;
}

Result<Response> SignOut::everywhere(Request& request) const
{
	if (auto ended = _signIns.signOutEverywhere(callerOf(request)); !ended) return ended.error();
	return left(request);
}

}
