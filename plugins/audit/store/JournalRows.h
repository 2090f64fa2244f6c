// Reads and writes the journal's entries and the recorded ends of its chains.
#pragma once
#include "domain/Entry.h"
#include "sx/sql.h"

#include <optional>
#include <vector>

/// Queries the database, in a transaction of the chain's tenant unless stated otherwise. [the transaction's thread]
namespace sx::audit::journal_rows {

/// Returns the recorded end; nullopt if there is none.
Result<std::optional<Head>> head(Sql& sql);
/// Locks the tenant's head row, so that no other transaction appends before this one ends. Returns the head as it was.
Result<Head> takeHead(Sql& sql);
/// Records the end of a chain whose head row is locked.
Result<> setHead(Sql& sql, const Head& head);
/// Locks the end of the chain until the transaction ends, and returns it; nullopt: nothing is recorded.
Result<std::optional<Head>> lockHead(Sql& sql);
/// Deletes the entries up to head.forgotten, and records where the chain begins now.
Result<> forget(Sql& sql, const Head& head);
/// Replaces the end's MAC, unless it has changed since it was read: a newer end already has a newer MAC.
Result<> renewMac(Sql& sql, const std::string& before, const std::string& mac);

Result<> insert(Sql& sql, const Entry& entry);
/// Returns the number of the last entry; 0 if there is none.
Result<std::int64_t> lastNumber(Sql& sql);
/// Returns entries after `from`, up to `last`, in order; at most 1,000.
Result<std::vector<Entry>> entries(Sql& sql, std::int64_t from, std::int64_t last);

/// Returns the entries of a kind after a number, in order.
Result<std::vector<Recorded>> ofKind(Sql& sql, std::string_view kind, std::int64_t after, int limit);

/// Returns every tenant that has entries or a recorded end, in a transaction of all tenants.
Result<std::vector<TenantId>> tenants(Sql& sql);

}
