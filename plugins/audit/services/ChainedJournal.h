// Keeps the journal in the database, and verifies it.
#pragma once
#include "domain/Entry.h"

#include <vector>

namespace sx::audit {

/// Implements audit.log/1 and audit.reader/1. Appends of one tenant wait for each other at the tenant's head row, on
/// every node, until their transactions end: append last in your transaction. [any thread]
class ChainedJournal final: public Journal, public JournalReader, public Chain
{
public:
	explicit ChainedJournal(const Context& context): _context(context) {}

	Result<> append(Sql& sql, const Event& event) noexcept override;

	Result<std::vector<Recorded>> ofKind(
		Sql& sql, std::string_view kind, std::int64_t after, int limit) const noexcept override;

	std::string name() const override { return "journal"; }
	Result<ChainReport> verify(const TenantId& tenant) const noexcept override;

	/// Forgets the oldest entries, at most `most`, that are older than a moment, and returns how many. The chain still
	/// verifies: where it begins is recorded under the master key. A chain with a fault is not shortened, which the log
	/// tells. [the transaction's thread]
	Result<std::int64_t> forgetBefore(Sql& sql, Instant before, int most) noexcept;
	/// Returns every tenant that has entries or a recorded end.
	Result<std::vector<TenantId>> tenants() const noexcept;
	/// Returns the recorded end of a tenant's chain. Errors: Missing.
	Result<Head> head(const TenantId& tenant) const noexcept;
	/// Renews the MACs of recorded ends that were made under an older key, so that this key can be retired.
	Result<> renewMacs() noexcept;

private:
	const Context& _context;
};

}
