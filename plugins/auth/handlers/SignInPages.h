// Handles /sign-in, which takes an address and has a link mailed to it, the page behind that link, and the code beside
// it, for who reads mail on another device.
#pragma once
#include "handlers/SignInDoor.h"
#include "handlers/SignInViews.h"
#include "services/SignIns.h"
#include "sx/refusals.h"
#include "sx/routes.h"

namespace sx::auth {

/// Handles the routes of signing in. [handlers' threads]
class SignInPages
{
public:
	/// choices: the ways to sign in that other plugins add.
	SignInPages(const Context& context,
		SignIns& signIns,
		const Entrance& entrance,
		SignInDoor& door,
		std::vector<SignInChoice*> choices):
		_context(context),
		_signIns(signIns), _entrance(entrance), _door(door), _choices(std::move(choices)),
		_refusals(context.find<Refusals>())
	{
	}
	static Routes<SignInPages> routes();

private:
	/// Holds what the form shows. Errors are catalogue keys; empty: no error.
	struct Form
	{
		std::string address{}, next{}, addressError{}, proofError{};
		bool hasScript = true;     // a browser without JavaScript cannot tick the box
		std::int64_t work = 0;     // how much work the next challenge takes; 0: the usual
		std::int64_t minutes = 0;  // how long to wait, for addressError
		bool isRecovery = false;   // the mailed link was asked for where the company requires another way
	};

	Result<Response> form(Request& request) const;
	Result<Response> challenge(Request& request) const;
	Result<Response> ask(Request& request) const;
	Result<Response> link(Request& request) const;
	Result<Response> account(Request& request) const;
	Result<Response> use(Request& request) const;
	Result<Response> codeForm(Request& request) const;
	Result<Response> useCode(Request& request) const;

	Result<Response> formPage(const Request& request, const Form& form, int status) const;
	/// Shows the form again for an error of its own; returns other errors. form: as it was typed.
	Result<Response> refused(const Request& request, Form form, const Error& error) const;
	/// Shows where the link went, and the field of the code. address: empty if it is not known any more. codeError: a
	/// text; empty: none.
	Response sentPage(
		const Request& request, const std::string& address, int status, const std::string& codeError) const;
	Response notePage(const Request& request, const char* page, std::string title, std::string lead, int status) const;
	/// Answers for a link that cannot be used, and takes note of it; returns errors that say something else.
	Result<Response> refusedLink(const Request& request, const Error& error) const;
	/// Begins the session of a redeemed link, or asks for the second factor.
	Result<Response> begin(const Request& request, const Link& link) const;
	void note(const Request& request, std::string_view kind, std::string_view cause, const UserId& person = {}) const;
	/// Returns how long a link works, as the argument {minutes} of a text.
	Value minutes() const;

	const Context& _context;
	SignIns& _signIns;
	const Entrance& _entrance;
	SignInDoor& _door;
	const std::vector<SignInChoice*> _choices;
	Refusals* const _refusals;
};

}
