// Finds entries of a journal, newest first, whatever their number.
#pragma once
#include "domain/Entry.h"
#include "domain/Sought.h"
#include "sx/sql.h"

#include <vector>

/// Queries the database, in a transaction of the journal's tenant. [the transaction's thread]
namespace sx::audit::search_rows {

/// Returns the entries of a span, newest first.
Result<std::vector<Entry>> find(Sql& sql, const Span& span, int limit);
/// Returns the number of the first entry at or after a moment; 0 if there is none.
Result<std::int64_t> firstAt(Sql& sql, Instant from);
/// Returns the number of the last entry before a moment; 0 if there is none.
Result<std::int64_t> lastBefore(Sql& sql, Instant to);
/// Returns the subjects that begin with a text, in order, at most `most`.
Result<std::vector<std::string>> subjectsBeginning(Sql& sql, const std::string& text, int most);

/// Keeps what a check of a chain found, in place of the last one's.
Result<> keepCheck(Sql& sql, const Checked& checked);
/// Returns the last check of each chain.
Result<std::vector<Checked>> checks(Sql& sql);

}
