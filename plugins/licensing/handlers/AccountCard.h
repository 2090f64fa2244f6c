// Fills the slot auth.account: a person's licence, when it is renewed, and what is left of it.
#pragma once
#include "sx/licensing/Entitlements.h"
#include "sx/plugin.h"

namespace sx::licensing {

class AccountCard
{
public:
	AccountCard(const Context& context, const Entitlements& entitlements, const Catalogue& catalogue):
		_context(context), _entitlements(entitlements), _catalogue(catalogue)
	{
	}
	/// Returns the view of templates/fragments/account.html; nothing is shown to people of a company without a
	/// subscription.
	Value view(const Request& request) const;

private:
	const Context& _context;
	const Entitlements& _entitlements;
	const Catalogue& _catalogue;
};

}
