// Reads and writes the rules for recipients' domains in the database.
#pragma once
#include "domain/Rules.h"
#include "sx/sql.h"

namespace sx::policy::rule_rows {

/// Returns the company's rules, sorted by precedence.
Result<std::vector<Rule>> all(Sql& sql);
/// Puts these rules in the place of all others.
Result<> replace(Sql& sql, const std::vector<Rule>& rules);

}
