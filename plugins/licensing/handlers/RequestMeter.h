// Counts the requests of API keys against what a person's plan gives for a month (row E1).
#pragma once
#include "sx/key_meter.h"
#include "sx/licensing/Entitlements.h"

namespace sx::licensing {

/// Implements kernel.key_meter/1: all keys of a person share what their plan gives. Provided before the plugin starts;
/// refuses everything until then. [any thread]
class RequestMeter final: public KeyMeter
{
public:
	/// entitlements: nullptr ends it. [main thread]
	void count(const Entitlements* entitlements) noexcept { _entitlements = entitlements; }
	Result<> take(const Principal& principal) noexcept override
	{
		if (!_entitlements) return failed(Code::Unavailable, "licensing did not start");
		return _entitlements->spend(principal.tenant, principal.user, kApiRequestsMonth);
	}

private:
	const Entitlements* _entitlements = nullptr;
};

}
