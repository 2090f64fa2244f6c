// Handles /sign-in, which takes an address and has a link mailed to it, and the page behind that link.
#pragma once
#include "store/SignIns.h"

namespace auth {

/// Handles the routes of signing in. [handlers' threads]
class SignInPages
{
public:
	SignInPages(SignIns& signIns): _signIns(signIns) {}
	sx::Result<> declare(sx::Registry& registry);
	void start(sx::Context& context) { _context = &context; }

private:
	/// Holds what the form shows. Errors are catalogue keys; empty: no error.
	struct Form
	{
		std::string address, next, addressError, proofError;
	};

	sx::Result<sx::Response> form(sx::Request& request) const;
	sx::Result<sx::Response> challenge(sx::Request& request) const;
	sx::Result<sx::Response> ask(sx::Request& request) const;
	sx::Result<sx::Response> link(sx::Request& request) const;
	sx::Result<sx::Response> use(sx::Request& request) const;

	sx::Response formPage(const sx::Request& request, const Form& form, int status) const;
	sx::Response sentPage(const sx::Request& request, const std::string& address) const;
	sx::Response deadPage(const sx::Request& request) const;
	/// Returns how long a link works, as the argument {minutes} of a text.
	sx::Value minutes() const;
	std::string word(const sx::Request& request, std::string_view key, const sx::Value& arguments = {}) const;

	SignIns& _signIns;
	sx::Context* _context = nullptr;
};

}
