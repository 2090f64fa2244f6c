#include "services/SendingDomains.h"

namespace sx::domains {

Result<std::optional<mail::SigningKey>> SendingDomains::keyOf(const TenantId& tenant, std::string_view domain) noexcept
try
{
	if (!_claims) return failed(Code::Unavailable, "domains has not started");
	return _claims->signingKeyOf(tenant, std::string(domain));
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("domains: ") + e.what());
}

Result<bool> SendingDomains::owns(const TenantId& tenant, std::string_view domain) const noexcept
{
	if (!_claims) return failed(Code::Unavailable, "domains has not started");
	return _claims->owns(tenant, domain);
}

}
