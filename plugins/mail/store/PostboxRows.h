// Reads and writes the rows of what the demonstration's postbox keeps.
#pragma once
#include "sx/plugin.h"

#include <string>
#include <vector>

namespace sx::mail {

struct PostboxRow
{
	TenantId tenant;
	std::string id;
	Instant made{};
	std::string sealed;  // base64url
	std::string medium;
};

/// Queries the database, in a transaction of all tenants except for add. [its thread]
namespace postbox {

/// Inserts a row, in a transaction of its tenant; changes nothing if there is one of that id.
Result<> add(Sql& sql, const PostboxRow& row);
/// Returns the newest rows of every tenant, the newest first.
Result<std::vector<PostboxRow>> newest(Sql& sql, std::int64_t most);
/// Returns one row, of whichever tenant. Errors: Missing.
Result<PostboxRow> byId(Sql& sql, const std::string& id);
/// Deletes all rows but the newest.
Result<> keep(Sql& sql, std::int64_t most);

}

}
