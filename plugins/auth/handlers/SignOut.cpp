#include "handlers/SignOut.h"

#include "sx/views.h"

namespace sx::auth {

Routes<SignOut> SignOut::routes()
{
	return {
		{Method::Post, "/sign-out", kAnyone, &SignOut::here},
		{Method::Post, "/sign-out/everywhere", kSignedIn, &SignOut::everywhere},
	};
}

void SignOut::note(const Request& request, bool isEverywhere) const
{
	if (auto noted = _signIns.noteSignOut(callerOf(request), isEverywhere); !noted)
		_context.log().warning("auth.sign_out_not_noted", {{"detail", noted.error().detail}});
}

Result<Response> SignOut::here(Request& request) const
{
	auto response = Response::redirect("/sign-in");
	response.signOut();
	if (request.principal() && !request.principal()->isApiKey) note(request, false);
	return response;
}

Result<Response> SignOut::everywhere(Request& request) const
{
	const auto& person = *request.principal();
	if (auto ended = _context.endSessions(person.tenant, person.user); !ended) return ended.error();
	note(request, true);
	auto response = Response::redirect("/sign-in");
	response.signOut();
	return response;
}

}
