// Reads and writes the keys that sign mails of a company's domains.
#pragma once
#include "domain/Sending.h"
#include "sx/sql.h"

namespace sx::domains::key_rows {

/// Returns the keys of a domain, the newest first.
Result<std::vector<DomainKey>> ofDomain(Sql& sql, const std::string& name);
/// Errors: Conflict (the selector is taken).
Result<> insert(Sql& sql, const DomainKey& key);
/// Writes state, moments and the sealed key.
Result<> update(Sql& sql, const DomainKey& key);
Result<> remove(Sql& sql, const DomainKey& key);
Result<> removeAll(Sql& sql, const std::string& name);

}
