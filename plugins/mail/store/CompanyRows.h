// Reads and writes the mail servers of companies.
#pragma once
#include "domain/CompanyServer.h"
#include "sx/sql.h"

namespace sx::mail::company_rows {

/// Returns the company's server; nothing if it has none.
Result<std::optional<CompanyServer>> find(Sql& sql);
/// Puts a server in place of the one before.
Result<> put(Sql& sql, const CompanyServer& server);
Result<> remove(Sql& sql);
/// Writes that it failed, or works again (no failingSince).
Result<> mark(Sql& sql, const CompanyServer& server);

}
