// Offers what other plugins ask and tell about the e-mail domains of companies.
#pragma once
#include "sx/plugin.h"

namespace sx::domains {

/// Answers who owns which e-mail domain. [any thread] Since: SDK 1.0
class DomainRegistry
{
public:
	static constexpr std::string_view kId = "domains.registry/1";
	/// Gives a domain to a company without a proof, as the operator's `domain approve` does; claims it if the company
	/// has not. Does nothing if the company has been given it before. Errors: Invalid with field "name" (no domain,
	/// or one that belongs to everybody), Conflict `domain_taken`.
	virtual Result<> approve(const TenantId& tenant, std::string_view name) noexcept = 0;
	/// Tells whether a domain, in lower-case ASCII, is a company's: proved and not lapsed, or approved. Errors:
	/// Unavailable.
	virtual Result<bool> owns(const TenantId& tenant, std::string_view name) const noexcept = 0;
protected:
	~DomainRegistry() = default;
};

}
