// Handles the two steps of signing in at an identity provider: the browser leaves, and comes back.
#pragma once
#include "services/SignInFlow.h"
#include "sx/auth/SignIn.h"
#include "sx/refusals.h"
#include "sx/routes.h"

namespace sx::oidc {

/// [handlers' threads]
class ProviderSignIn
{
public:
	static constexpr const char* kPath = "/sign-in/oidc";
	static constexpr const char* kHow = "oidc";

	ProviderSignIn(Context& context, const SignInFlow& flow, auth::SignIn& signIn):
		_context(context), _flow(flow), _signIn(signIn)
	{
	}
	static Routes<ProviderSignIn> routes();

private:
	Result<Response> leave(Request& request) const;
	Result<Response> comeBack(Request& request) const;
	/// Says why nobody was signed in, and offers the way back.
	Result<Response> failedPage(const Request& request, const Error& error) const;

	Context& _context;
	const SignInFlow& _flow;
	auth::SignIn& _signIn;
};

}
