// Rows of texts, and of how many there were.
#pragma once
#include "domain/Driver.h"
#include "domain/Limits.h"

#include <vector>

namespace sms {

/// Waiting is the only state with content.
enum class State { Waiting, Taken, Delivered, Failed };

struct TextRow
{
	sx::TenantId tenant;
	std::string id, kind, about, country;
	int segments = 0;
	State state = State::Waiting;
	State told = State::Waiting;  // what the listeners heard last
	sx::Instant made{};
	std::string report;  // SHA-256 of the report's token, in hexadecimal
	std::string sealed;
};

/// SQL about texts. [the transaction's thread]
namespace texts {

sx::Result<> add(sx::Sql& sql, const TextRow& row);
/// Errors: Missing.
sx::Result<TextRow> byId(sx::Sql& sql, const std::string& id);
/// In a transaction of all tenants: only the token is known. Errors: Missing.
sx::Result<TextRow> byReport(sx::Sql& sql, const std::string& report);
/// Erases the content and says what became of the text; a final state stays. False: nothing changed.
sx::Result<bool> move(sx::Sql& sql, const std::string& id, State state, sx::Instant now);
sx::Result<> told(sx::Sql& sql, const std::string& id, State state);
sx::Result<std::int64_t> countWaiting(sx::Sql& sql);
/// In transactions of all tenants.
sx::Result<std::vector<TextRow>> waitingSince(sx::Sql& sql, sx::Instant before);
sx::Result<> forget(sx::Sql& sql, sx::Instant before, sx::Instant countersBefore);

/// Counts one text, or says which counter was full; then nothing is counted.
struct Counted
{
	bool isFull = false;
	Counter counter;
};
sx::Result<Counted> count(sx::Sql& sql, const std::vector<Counter>& counters);

}

/// What a sealed row holds.
struct Opened
{
	sx::sms::Text text;
	std::string token;
};
std::string sealText(const sx::Context& context,
	const sx::TenantId& tenant,
	const std::string& id,
	const sx::sms::Text& text,
	const std::string& token);
/// Errors: Internal (another place, altered, or a retired key).
sx::Result<Opened> openText(
	const sx::Context& context, const sx::TenantId& tenant, const std::string& id, const std::string& sealed);

}
