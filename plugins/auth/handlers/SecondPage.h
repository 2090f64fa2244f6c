// Handles /sign-in/second, which asks for the second factor after the link or the code, before any session exists.
#pragma once
#include "handlers/SignInDoor.h"
#include "handlers/SignInViews.h"
#include "sx/refusals.h"
#include "sx/routes.h"

namespace sx::auth {

/// Handles the routes below /sign-in/second. Whoever waits there is known by the cookie of the first proof only.
/// [handlers' threads]
class SecondPage
{
public:
	SecondPage(const Context& context, Entrance& entrance, SecondFactors& factors, const SignInDoor& door):
		_context(context), _refusals(context.find<Refusals>()), _entrance(entrance), _factors(factors), _door(door)
	{
	}
	static Routes<SecondPage> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> answer(Request& request) const;
	Result<Response> send(Request& request) const;
	Result<Response> setUp(Request& request) const;
	/// error: what is wrong with the code, translated; empty: nothing.
	Response page(const Request& request, const Entrance::Asked& asked, const std::string& error, int status) const;
	Response setupPage(const Request& request,
		const Entrance::Asked& asked,
		const AppSetup& setup,
		const std::string& error,
		int status) const;
	/// Shows the page again for an error of the code; returns other errors.
	Result<Response> refused(const Request& request, const Entrance::Asked& asked, const Error& error) const;

	const Context& _context;
	Refusals* const _refusals;
	Entrance& _entrance;
	SecondFactors& _factors;
	const SignInDoor& _door;
};

}
