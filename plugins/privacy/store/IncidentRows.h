// Reads and writes the register of confidentiality incidents.
#pragma once
#include "domain/Incident.h"
#include "sx/sql.h"

#include <vector>

/// Queries the database, in a transaction of the company. [the transaction's thread]
namespace sx::privacy::incident_rows {

/// Returns incidents, the newest entry first. before: the last of the part before; empty: the first part.
Result<std::vector<Incident>> list(Sql& sql, const IncidentId& before, int limit);
/// Errors: Missing.
Result<Incident> byId(Sql& sql, const IncidentId& id);
Result<> insert(Sql& sql, const Incident& incident);
Result<> update(Sql& sql, const Incident& incident);
/// Deletes at most `most` closed incidents that were last changed before a moment. Returns how many.
Result<std::int64_t> deleteClosed(Sql& sql, Instant before, int most);

}
