// Handles a person's passkeys on /account.
#pragma once
#include "services/Passkeys.h"
#include "sx/auth/SignIn.h"
#include "sx/routes.h"

namespace sx::passkeys {

/// Handles the routes below /account/passkeys. [handlers' threads]
class OwnPasskeys
{
public:
	OwnPasskeys(const Context& context, Passkeys& passkeys, auth::Factors& factors):
		_context(context), _passkeys(passkeys), _factors(factors)
	{
	}
	static Routes<OwnPasskeys> routes();

	/// Returns what the place auth.account.factors shows.
	Value view(const Request& request) const;

private:
	Result<Response> options(Request& request) const;
	Result<Response> add(Request& request);
	Result<Response> remove(Request& request);

	const Context& _context;
	Passkeys& _passkeys;
	auth::Factors& _factors;
};

}
