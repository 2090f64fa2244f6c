// Handles /account and signing out.
#pragma once
#include "store/SignIns.h"

#include <functional>

namespace sx::auth {

/// Handles the routes of /account and /sign-out. [handlers' threads]
class AccountPages
{
public:
	/// Returns the sections "mobile" and "replies"; either may be null.
	using Sections = std::function<Result<Value>(Request&)>;
	AccountPages(SignIns& signIns, Sections sections): _signIns(signIns), _sections(std::move(sections)) {}
	Result<> declare(Registry& registry);
	void start(Context& context) { _context = &context; }
	Response page(Request& request, const Value& sections, int status) const;

private:
	Result<Response> account(Request& request) const;
	Result<Response> signOut(Request& request) const;
	Result<Response> signOutEverywhere(Request& request) const;

	SignIns& _signIns;
	Sections _sections;
	Context* _context = nullptr;
};

}
