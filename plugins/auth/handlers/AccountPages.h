// /account, and leaving.
#pragma once
#include "store/SignIns.h"

namespace auth {

/// [handlers' threads]
class AccountPages
{
public:
	AccountPages(SignIns& signIns): _signIns(signIns) {}
	sx::Result<> declare(sx::Registry& registry);
	void start(sx::Context& context) { _context = &context; }

private:
	sx::Result<sx::Response> account(sx::Request& request) const;
	sx::Result<sx::Response> signOut(sx::Request& request) const;
	sx::Result<sx::Response> signOutEverywhere(sx::Request& request) const;

	SignIns& _signIns;
	sx::Context* _context = nullptr;
};

}
