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
	/// Tells whether somebody has said that this browser's device is theirs.
	static bool isOwnDevice(const Request& request);

private:
	/// Ends the session here, and has the browser erase what it kept unless the person says, or said before, that the
	/// device is theirs.
	static Response left(const Request& request);
	Result<Response> here(Request& request) const;
	Result<Response> everywhere(Request& request) const;

	const Context& _context;
	SignIns& _signIns;
};

}
