// Handles signing in with a passkey: alone, and as the second factor.
#pragma once
#include "services/Passkeys.h"
#include "sx/auth/SignIn.h"
#include "sx/refusals.h"
#include "sx/routes.h"

namespace sx::passkeys {

/// Returns the mark that binds a ceremony to a request's browser; empty if it has none yet.
std::string markOf(const Request& request);
/// Answers with the options of a ceremony, and leaves the browser its mark.
Response optionsAnswer(const Value& options, const std::string& mark);
/// Makes a new mark.
std::string newMark(const Keys& keys);

/// Handles the pages below /sign-in/passkey and /sign-in/second/passkey. [handlers' threads]
class SignInPasskey
{
public:
	SignInPasskey(const Context& context, Passkeys& passkeys, auth::SignIn& signIn):
		_context(context), _passkeys(passkeys), _signIn(signIn), _refusals(context.find<Refusals>())
	{
	}
	static Routes<SignInPasskey> routes();

private:
	Result<Response> page(Request& request) const;
	Result<Response> options(Request& request) const;
	Result<Response> signIn(Request& request);
	Result<Response> secondPage(Request& request) const;
	Result<Response> secondOptions(Request& request) const;
	Result<Response> second(Request& request);

	/// error: a catalogue key; empty: none.
	Response show(const Request& request, bool isSecond, const std::string& next, const char* error, int status) const;
	/// Shows the page with what is wrong, and takes note of it; returns errors that say something else.
	Result<Response> refused(const Request& request, bool isSecond, const std::string& next, const Error& error) const;

	const Context& _context;
	Passkeys& _passkeys;
	auth::SignIn& _signIn;
	Refusals* const _refusals;
};

}
