// Implements sealed.sending_rule/1: who may send, behind which gates, and how large a file, under their plan.
#pragma once
#include "sx/licensing/Entitlements.h"
#include "sx/sealed/SendingRule.h"

namespace sx::licensing {

/// Holds what somebody sends against their plan. [the transaction's thread]
class SendingGate
{
public:
	SendingGate(const Entitlements& entitlements, const Catalogue& catalogue):
		_entitlements(entitlements), _catalogue(catalogue)
	{
	}

	/// Errors: those of Entitlements' checks, with field.
	Result<> check(Sql& sql, const sealed::Sending& sending) const;

private:
	const Entitlements& _entitlements;
	const Catalogue& _catalogue;
};

}
