// /account, and leaving.
#pragma once
#include "store/SignIns.h"

#include <functional>

namespace auth {

/// [handlers' threads]
class AccountPages
{
public:
	/// mobile: the section of that name, or null.
	using Section = std::function<sx::Result<sx::Value>(sx::Request&)>;
	AccountPages(SignIns& signIns, Section mobile): _signIns(signIns), _mobile(std::move(mobile)) {}
	sx::Result<> declare(sx::Registry& registry);
	void start(sx::Context& context) { _context = &context; }
	sx::Response page(sx::Request& request, sx::Value mobile, int status) const;

private:
	sx::Result<sx::Response> account(sx::Request& request) const;
	sx::Result<sx::Response> signOut(sx::Request& request) const;
	sx::Result<sx::Response> signOutEverywhere(sx::Request& request) const;

	SignIns& _signIns;
	Section _mobile;
	sx::Context* _context = nullptr;
};

}
