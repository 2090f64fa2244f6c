// Tells plugin mail from which domains a company's mails may leave, after asking DNS where the last look is old.
#pragma once
#include "services/Claims.h"
#include "sx/mail/Signing.h"

namespace sx::domains {

/// Is provided before the claims are there; asked only afterwards. [any thread]
class SendingDomains final: public mail::SenderDomains
{
public:
	void use(const Claims* claims) noexcept { _claims = claims; }
	Result<std::optional<mail::SigningKey>> keyOf(const TenantId& tenant, std::string_view domain) noexcept override;
	Result<bool> owns(const TenantId& tenant, std::string_view domain) const noexcept override;

private:
	const Claims* _claims = nullptr;
};

}
