// Lists of the thesaurus in the database.
#pragma once
#include "domain/Thesaurus.h"
#include "sx/sql.h"

namespace policy::list_rows {

/// By name; sought: part of a name or a word, in any case. from: how many are left out before.
sx::Result<std::vector<List>> page(sx::Sql& sql, const std::string& sought, int from, int limit);
/// Those that are on.
sx::Result<std::vector<List>> inForce(sx::Sql& sql);
/// Errors: Missing.
sx::Result<List> byId(sx::Sql& sql, const ListId& id);
/// A new one, or a changed one of the same id. Errors: Conflict (too many lists).
sx::Result<> put(sx::Sql& sql, const List& list, sx::Instant now);
/// Errors: Missing.
sx::Result<> remove(sx::Sql& sql, const ListId& id);

}
