// Reads and writes the lists of the thesaurus in the database.
#pragma once
#include "domain/Thesaurus.h"
#include "sx/sql.h"

namespace policy::list_rows {

/// Returns one page of lists, sorted by name. sought: part of a name or of a word, ASCII letters in either case; empty:
/// every list. from: how many lists to skip.
sx::Result<std::vector<List>> page(sx::Sql& sql, const std::string& sought, int from, int limit);
/// Returns the lists that are on, sorted by name.
sx::Result<std::vector<List>> inForce(sx::Sql& sql);
/// Errors: Missing.
sx::Result<List> byId(sx::Sql& sql, const ListId& id);
/// Inserts a list, or replaces the one of the same id. Errors: Conflict (too many lists).
sx::Result<> put(sx::Sql& sql, const List& list, sx::Instant now);
/// Errors: Missing.
sx::Result<> remove(sx::Sql& sql, const ListId& id);

}
