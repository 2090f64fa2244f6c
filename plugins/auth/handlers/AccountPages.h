// Handles /account and signing out.
#pragma once
#include "store/SignIns.h"

#include <functional>

namespace auth {

/// Handles the routes of /account and /sign-out. [handlers' threads]
class AccountPages
{
public:
	/// Returns the sections "mobile" and "replies"; either may be null.
	using Sections = std::function<sx::Result<sx::Value>(sx::Request&)>;
	AccountPages(SignIns& signIns, Sections sections): _signIns(signIns), _sections(std::move(sections)) {}
	sx::Result<> declare(sx::Registry& registry);
	void start(sx::Context& context) { _context = &context; }
	sx::Response page(sx::Request& request, const sx::Value& sections, int status) const;

private:
	sx::Result<sx::Response> account(sx::Request& request) const;
	sx::Result<sx::Response> signOut(sx::Request& request) const;
	sx::Result<sx::Response> signOutEverywhere(sx::Request& request) const;

	SignIns& _signIns;
	Sections _sections;
	sx::Context* _context = nullptr;
};

}
