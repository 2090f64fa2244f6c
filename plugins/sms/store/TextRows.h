// Reads and writes the rows of texts.
#pragma once
#include "sx/sql.h"

#include <vector>

namespace sx::sms {

/// Tells what became of a text. Only Waiting texts still have content.
enum class State { Waiting, Taken, Delivered, Failed };

struct TextRow
{
	TenantId tenant;
	std::string id, kind, about, country;
	int segments = 0;
	State state = State::Waiting;
	State told = State::Waiting;  // the last state that the listeners were told
	Instant made{};
	std::string report;  // SHA-256 of the report's token, in hexadecimal
	std::string sealed;
};

/// Queries the database, in a transaction of the text's tenant unless stated otherwise. [the transaction's thread]
namespace text_rows {

Result<> add(Sql& sql, const TextRow& row);
/// Returns one row. Errors: Missing.
Result<TextRow> byId(Sql& sql, const std::string& id);
/// Finds a row by its report's token, in a transaction of all tenants, since a report names no tenant. Errors: Missing.
Result<TextRow> byReport(Sql& sql, const std::string& report);
/// Sets the state of a text and erases its content; never changes a final state. Returns whether anything changed.
Result<bool> move(Sql& sql, const std::string& id, State state, Instant now);
/// Records the state that the listeners were told.
Result<> told(Sql& sql, const std::string& id, State state);
/// Counts the texts that wait, up to 10,000, in a transaction of all tenants.
Result<std::int64_t> countWaiting(Sql& sql);
/// Returns waiting texts made before that moment, 1000 at most, in a transaction of all tenants.
Result<std::vector<TextRow>> waitingSince(Sql& sql, Instant before);
/// Deletes old texts that do not wait, in a transaction of all tenants.
Result<> forget(Sql& sql, Instant before);

}

}
