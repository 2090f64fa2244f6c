// Gives a company of the demonstration a paid subscription.
#pragma once
#include "sx/plugin.h"

namespace sx::billing {

/// Gives subscriptions without an order. [main thread]
class Demonstration
{
public:
	static constexpr std::string_view kId = "billing.demonstration/1";
	/// Gives a company that has no subscription one that began some months ago and was paid each month, with a licence
	/// of the greatest plan for everybody and free seats of every plan. seller: the company that sells. Does nothing
	/// for a company that has one.
	virtual Result<> ensureSubscription(const TenantId& seller, const TenantId& buyer) noexcept = 0;
protected:
	~Demonstration() = default;
};

}
