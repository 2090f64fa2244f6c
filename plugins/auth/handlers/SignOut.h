// Handles signing out, of one browser or of all.
#pragma once
#include "services/SignIns.h"
#include "sx/routes.h"

namespace sx::auth {

/// Handles the routes below /sign-out. [handlers' threads]
class SignOut
{
public:
	SignOut(const Context& context, SignIns& signIns): _context(context), _signIns(signIns) {}
	static Routes<SignOut> routes();

private:
	Result<Response> here(Request& request) const;
	Result<Response> everywhere(Request& request) const;

	const Context& _context;
	SignIns& _signIns;
};

}
