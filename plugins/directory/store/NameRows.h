// Reads the names of people by their ids.
#pragma once
#include "sx/sql.h"

#include <map>
#include <string>
#include <vector>

namespace sx::directory::name_rows {

/// Returns the names of those ids that are people of the transaction's company; the address where there is no name.
Result<std::map<std::string, std::string>> namesOf(Sql& sql, const std::vector<std::string>& ids);

}
