// Handles the forms on /account for a person's own mobile and for the protection of replies by it.
#pragma once
#include "handlers/AccountPage.h"
#include "sx/refusals.h"

namespace sx::auth {

/// Takes what the forms send; where it is wrong, shows /account again with it. Responds 404 if this deployment sends no
/// texts. [handlers' threads]
class MobileForms
{
public:
	MobileForms(const Context& context, OwnMobile& mobile, const SecondFactors& factors, const AccountPage& account):
		_context(context), _refusals(context.find<Refusals>()), _mobile(mobile), _factors(factors), _account(account),
		_freshFor(context.settings().duration("fresh_sign_in"))
	{
	}
	static Routes<MobileForms> routes();

private:
	Result<Response> give(Request& request) const;
	Result<Response> prove(Request& request) const;
	Result<Response> protect(Request& request) const;
	Result<Response> remove(Request& request) const;
	/// Tells whether the person has signed in a short while ago.
	bool isFresh(const Request& request) const;
	/// Shows /account, which asks them to sign in again.
	Result<Response> stalePage(const Request& request) const;
	/// Returns what the person is told of an error; empty if it is not theirs.
	std::string faultOf(const Request& request, const Error& error) const;

	const Context& _context;
	Refusals* const _refusals;
	OwnMobile& _mobile;
	const SecondFactors& _factors;
	const AccountPage& _account;
	const std::chrono::seconds _freshFor;
};

}
