// Names people in the journal, and finds them by name or address.
#pragma once
#include "sx/audit/Audit.h"

namespace sx::directory {

/// Implements audit.names/1. [the transaction's thread]
class PersonNames final: public audit::Names
{
public:
	Result<std::map<std::string, std::string>> namesOf(
		Sql& sql, const std::vector<std::string>& ids) const noexcept override;
	Result<std::vector<std::string>> idsOf(Sql& sql, std::string_view text, int most) const noexcept override;
};

}
