// Handles /sign-in, which takes an address and has a link mailed to it, and the page behind that link.
#pragma once
#include "handlers/SignInViews.h"
#include "services/SignIns.h"
#include "sx/routes.h"

namespace sx::auth {

/// Handles the routes of signing in. [handlers' threads]
class SignInPages
{
public:
	SignInPages(const Context& context, SignIns& signIns): _context(context), _signIns(signIns) {}
	static Routes<SignInPages> routes();

private:
	/// Holds what the form shows. Errors are catalogue keys; empty: no error.
	struct Form
	{
		std::string address{}, next{}, addressError{}, proofError{};
	};

	Result<Response> form(Request& request) const;
	Result<Response> challenge(Request& request) const;
	Result<Response> ask(Request& request) const;
	Result<Response> link(Request& request) const;
	Result<Response> use(Request& request) const;

	Response formPage(const Request& request, const Form& form, int status) const;
	/// Shows the form again for an error of its own; returns other errors. form: as it was typed.
	Result<Response> refused(const Request& request, Form form, const Error& error) const;
	Response sentPage(const Request& request, const std::string& address) const;
	Response deadPage(const Request& request) const;
	/// Returns how long a link works, as the argument {minutes} of a text.
	Value minutes() const;

	const Context& _context;
	SignIns& _signIns;
};

}
