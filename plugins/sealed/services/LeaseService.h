// Serves whoever holds a live lease: downloads, the end of reading, giving access up, reporting (protocol.md section
// 6).
#pragma once
#include "services/Destruction.h"
#include "services/LeaseWatch.h"
#include "services/Opening.h"
#include "sx/sealed/Leases.h"

namespace sx::sealed {

/// Implements Leases, and what readers do within one. [any thread]
class LeaseService final: public Leases
{
public:
	LeaseService(const Services& services,
		RegisterWriter& events,
		const Destruction& destruction,
		LeaseWatch& watch,
		const ItemQuotas& quotas):
		_services(services),
		_register(events), _destruction(destruction), _watch(watch), _quotas(quotas)
	{
	}

	Result<Lease> of(
		const TenantId& tenant, const Token& token, std::string_view authorization) const noexcept override;
	Result<> prolong(const TenantId& tenant, const Lease& lease, std::int64_t bytes) noexcept override;

	/// Returns the blob of a file of the item, and prolongs the lease for it; `lease` becomes that lease. Errors:
	/// Missing, Expired.
	Result<storage::BlobId> download(
		const Reader& reader, std::string_view authorization, const FileId& file, Lease& lease);
	/// Ends a lease; the last one of an item that is used up destroys it.
	Result<> finish(const Reader& reader, const Lease& lease) const;
	/// Gives the reader's access up: every open that is left, and every lease.
	Result<> giveUp(const Reader& reader, const Lease& lease) const;
	/// Reports the item to its owner; once for each grant. reason: one of kReportReasons. Errors: Invalid, Limited.
	Result<> report(const Reader& reader, const Lease& lease, const std::string& reason) const;

private:
	Result<LeasedFile> leased(
		const Reader& reader, std::string_view authorization, const FileId& file, Bytes& hash) const;
	Result<> endWith(const Reader& reader, const Lease& lease, const std::function<Result<bool>(Sql&)>& end) const;
	Event eventOf(const Reader& reader, const Lease& lease, EventKind kind, std::string cause = {}) const;

	const Services& _services;
	RegisterWriter& _register;
	const Destruction& _destruction;
	LeaseWatch& _watch;
	const ItemQuotas& _quotas;
};

}
