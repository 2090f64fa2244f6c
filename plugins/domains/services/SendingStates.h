// Explains to plugin mail why mails may or may not leave from addresses in a domain, by what DNS said last.
#pragma once
#include "services/Claims.h"
#include "sx/mail/Signing.h"

namespace sx::domains {

/// Is provided before the claims are there; asked only afterwards. [any thread]
class SendingStates final: public mail::SenderStates
{
public:
	/// context: of the plugin; both null once it stops.
	void use(const Context* context, const Claims* claims) noexcept { _context = context, _claims = claims; }
	Result<mail::SenderState> stateOf(
		const TenantId& tenant, std::string_view domain, const Language& language) const noexcept override;

private:
	Result<mail::SenderState> stateOf(const Claim& claim, const TenantId& tenant, const Language& language) const;

	const Context* _context = nullptr;
	const Claims* _claims = nullptr;
};

}
