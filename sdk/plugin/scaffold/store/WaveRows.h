// Holds the SQL of waves: one function per question, for the tenant of the transaction.
#pragma once
#include "sx/sql.h"

namespace sx::@NAME@::wave_rows {

Result<std::int64_t> count(Sql& sql);
Result<> insert(Sql& sql, const std::string& id, Instant at);

}
