#include "handlers/SignOut.h"

#include "sx/views.h"

namespace sx::auth {

Routes<SignOut> SignOut::routes()
{
	return {
		{Method::Post, "/sign-out", kAnyone, &SignOut::here, {.perMinute = 120}},
		{Method::Post, "/sign-out/everywhere", kSignedIn, &SignOut::everywhere, {.perMinute = 30}},
	};
}

Result<Response> SignOut::here(Request& request) const
{
	auto response = Response::redirect("/sign-in");
	response.signOut();
	if (!request.principal()) return response;
	// A failure is only logged: leaving is never refused.
	if (auto noted = _signIns.noteSignOut(callerOf(request)); !noted)
		_context.log().warning("auth.sign_out_not_noted", {{"detail", noted.error().detail}});
	return response;
}

Result<Response> SignOut::everywhere(Request& request) const
{
	if (auto ended = _signIns.signOutEverywhere(callerOf(request)); !ended) return ended.error();
	auto response = Response::redirect("/sign-in");
	response.signOut();
	return response;
}

}
