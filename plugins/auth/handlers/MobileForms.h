// Handles the forms on /account for a person's own mobile and for the protection of replies by it.
#pragma once
#include "handlers/AccountPage.h"

namespace sx::auth {

/// Takes what the forms send; where it is wrong, shows /account again with it. Responds 404 if this deployment sends no
/// texts. [handlers' threads]
class MobileForms
{
public:
	MobileForms(const Pages& pages, OwnMobile& mobile, const AccountPage& account):
		_pages(pages), _mobile(mobile), _account(account)
	{
	}
	static Routes<MobileForms> routes();

private:
	Result<Response> give(Request& request) const;
	Result<Response> prove(Request& request) const;
	Result<Response> protect(Request& request) const;
	Result<Response> remove(Request& request) const;
	/// Returns what the person is told of an error; empty if it is not theirs.
	std::string faultOf(const Request& request, const Error& error) const;

	const Pages& _pages;
	OwnMobile& _mobile;
	const AccountPage& _account;
};

}
