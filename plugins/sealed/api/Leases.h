// Tells who has opened a sealed thing: a live lease is a right that other plugins may build upon.
#pragma once
#include "sx/plugin.h"
#include "sx/sealed/Item.h"

namespace sx::sealed {

/// Is the time during which one open lasts.
struct Lease
{
	GrantId grant;
	ItemId item;
	int number = 0;  // which open of the grant, from 1
	Instant started{}, expires{}, itemExpires{};
	Bytes hash;  // names the lease in the database
	/// Ends with the lease, whoever ends it, or at most a second later if that was on another node. A transfer that
	/// runs within the lease must run under it: leaseOf() sees to that.
	std::shared_ptr<Authority> authority{};
};

/// Finds and prolongs leases. [any thread] Since: SDK 1.0
class Leases
{
public:
	static constexpr std::string_view kId = "sealed.leases/1";
	/// Returns the live lease of a link that `authorization` ("Lease …") names. Errors: Expired `lease_over`, whatever
	/// is wrong.
	virtual Result<Lease> of(
		const TenantId& tenant, const Token& token, std::string_view authorization) const noexcept = 0;
	/// Prolongs a lease so that so many bytes pass on a slow line, at most to 24 hours after its start and never past
	/// the item's expiry.
	virtual Result<> prolong(const TenantId& tenant, const Lease& lease, std::int64_t bytes) noexcept = 0;
protected:
	~Leases() = default;
};

/// Returns the live lease that a request below /m/{token}/ presents, and binds what the request transfers to it.
/// Errors: those of Leases::of.
inline Result<Lease> leaseOf(const Leases& leases, const Request& request)
{
	auto lease = leases.of(
		request.tenant().id, {request.parameter("token")}, request.header("Authorization").value_or(""));
	if (lease) request.under(lease->authority);
	return lease;
}

}
