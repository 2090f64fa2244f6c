// Reads and writes the lists of the thesaurus in the database.
#pragma once
#include "domain/Thesaurus.h"
#include "sx/sql.h"

namespace sx::policy::list_rows {

/// Returns one page of lists, sorted by name. sought: part of a name or of a word, ASCII letters in either case; empty:
/// every list. from: how many lists to skip.
Result<std::vector<List>> page(Sql& sql, const std::string& sought, int from, int limit);
/// Returns the lists that are on, sorted by name.
Result<std::vector<List>> inForce(Sql& sql);
/// Errors: Missing.
Result<List> byId(Sql& sql, const ListId& id);
/// Inserts a list that check() accepts, or replaces the one of the same id. Errors: Conflict (too many lists).
Result<> put(Sql& sql, const List& list, Instant now);
/// Errors: Missing.
Result<> remove(Sql& sql, const ListId& id);

}
