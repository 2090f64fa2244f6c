// Handles /sign-in, which takes an address and has a link mailed to it, and the page behind that link.
#pragma once
#include "store/SignIns.h"

namespace sx::auth {

/// Handles the routes of signing in. [handlers' threads]
class SignInPages
{
public:
	SignInPages(SignIns& signIns): _signIns(signIns) {}
	Result<> declare(Registry& registry);
	void start(Context& context) { _context = &context; }

private:
	/// Holds what the form shows. Errors are catalogue keys; empty: no error.
	struct Form
	{
		std::string address, next, addressError, proofError;
	};

	Result<Response> form(Request& request) const;
	Result<Response> challenge(Request& request) const;
	Result<Response> ask(Request& request) const;
	Result<Response> link(Request& request) const;
	Result<Response> use(Request& request) const;

	Response formPage(const Request& request, const Form& form, int status) const;
	Response sentPage(const Request& request, const std::string& address) const;
	Response deadPage(const Request& request) const;
	/// Returns how long a link works, as the argument {minutes} of a text.
	Value minutes() const;
	std::string word(const Request& request, std::string_view key, const Value& arguments = {}) const;

	SignIns& _signIns;
	Context* _context = nullptr;
};

}
