// The journal in the database, and its verification.
#pragma once
#include "domain/Entry.h"
#include "sx/audit/Audit.h"

#include <optional>
#include <vector>

namespace audit {

/// Interface audit.log/1. Appends of one tenant wait for each other at its head row, on every node, until their
/// transactions end: append last in yours. [any thread, between start and stop]
class StoredJournal final: public sx::audit::Journal, public sx::audit::Chain
{
public:
	void start(sx::Context& context) noexcept { _context = &context; }

	sx::Result<> append(sx::Sql& sql, const sx::audit::Event& event) noexcept override;

	std::string name() const override { return "journal"; }
	sx::Result<sx::audit::ChainReport> verify(const sx::TenantId& tenant) const noexcept override;

	/// Every tenant that has entries or an end.
	sx::Result<std::vector<sx::TenantId>> tenants() const noexcept;
	/// The recorded end of a tenant's chain. Errors: Missing.
	sx::Result<Head> head(const sx::TenantId& tenant) const noexcept;
	/// Authenticates ends again whose key is about to be retired.
	sx::Result<> renewMacs() noexcept;

private:
	sx::Context* _context = nullptr;
};

}
