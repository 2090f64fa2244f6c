// Keeps the journal in the database, and verifies it.
#pragma once
#include "domain/Entry.h"
#include "sx/audit/Audit.h"

#include <optional>
#include <vector>

namespace audit {

/// Implements audit.log/1. Appends of one tenant wait for each other at the tenant's head row, on every node, until
/// their transactions end: append last in your transaction. [any thread, between start and stop]
class StoredJournal final: public sx::audit::Journal, public sx::audit::Chain
{
public:
	void start(sx::Context& context) noexcept { _context = &context; }

	sx::Result<> append(sx::Sql& sql, const sx::audit::Event& event) noexcept override;

	std::string name() const override { return "journal"; }
	sx::Result<sx::audit::ChainReport> verify(const sx::TenantId& tenant) const noexcept override;

	/// Returns every tenant that has entries or a recorded end.
	sx::Result<std::vector<sx::TenantId>> tenants() const noexcept;
	/// Returns the recorded end of a tenant's chain. Errors: Missing.
	sx::Result<Head> head(const sx::TenantId& tenant) const noexcept;
	/// Renews the MACs of recorded ends that were made under an older key, so that this key can be retired.
	sx::Result<> renewMacs() noexcept;

private:
	sx::Context* _context = nullptr;
};

}
