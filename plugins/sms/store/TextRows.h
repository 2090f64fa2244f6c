// Reads and writes the rows of texts, and the counters for their limits.
#pragma once
#include "domain/Driver.h"
#include "domain/Limits.h"

#include <vector>

namespace sms {

/// Tells what became of a text. Only Waiting texts still have content.
enum class State { Waiting, Taken, Delivered, Failed };

struct TextRow
{
	sx::TenantId tenant;
	std::string id, kind, about, country;
	int segments = 0;
	State state = State::Waiting;
	State told = State::Waiting;  // the last state that the listeners were told
	sx::Instant made{};
	std::string report;  // SHA-256 of the report's token, in hexadecimal
	std::string sealed;
};

/// Queries the database, in a transaction of the text's tenant unless stated otherwise. [the transaction's thread]
namespace texts {

sx::Result<> add(sx::Sql& sql, const TextRow& row);
/// Returns one row. Errors: Missing.
sx::Result<TextRow> byId(sx::Sql& sql, const std::string& id);
/// Finds a row by its report's token, in a transaction of all tenants, since a report names no tenant. Errors: Missing.
sx::Result<TextRow> byReport(sx::Sql& sql, const std::string& report);
/// Sets the state of a text and erases its content; never changes a final state. Returns whether anything changed.
sx::Result<bool> move(sx::Sql& sql, const std::string& id, State state, sx::Instant now);
/// Records the state that the listeners were told.
sx::Result<> told(sx::Sql& sql, const std::string& id, State state);
/// Counts the texts that wait, in a transaction of all tenants.
sx::Result<std::int64_t> countWaiting(sx::Sql& sql);
/// Returns waiting texts made before that moment, 1000 at most, in a transaction of all tenants.
sx::Result<std::vector<TextRow>> waitingSince(sx::Sql& sql, sx::Instant before);
/// Deletes old texts that do not wait, and old counters, in a transaction of all tenants.
sx::Result<> forget(sx::Sql& sql, sx::Instant before, sx::Instant countersBefore);

/// Tells whether a counter was full, and which.
struct Counted
{
	bool isFull = false;
	Counter counter;
};
/// Counts one text in every counter; if one of them is full, counts it in none.
sx::Result<Counted> count(sx::Sql& sql, const std::vector<Counter>& counters);

}

/// Holds the content of a sealed row.
struct Opened
{
	sx::sms::Text text;
	std::string token;
};
/// Seals a text for its row. The seal is bound to the row's tenant and id.
std::string sealText(const sx::Context& context,
	const sx::TenantId& tenant,
	const std::string& id,
	const sx::sms::Text& text,
	const std::string& token);
/// Unseals a row's content. Errors: Internal (sealed for a different row, altered, or a retired key).
sx::Result<Opened> openText(
	const sx::Context& context, const sx::TenantId& tenant, const std::string& id, const std::string& sealed);

}
