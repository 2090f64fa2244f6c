// Reads and writes the rows of mails that wait.
#pragma once
#include "sx/enums.h"
#include "sx/plugin.h"

#include <string>
#include <vector>

namespace sx::mail {

/// Tells what became of a mail. Only Waiting mails still have content.
enum class State { Waiting, Taken, Failed };
inline constexpr auto kStates = enumWords<State>(
	{{State::Waiting, "waiting"}, {State::Taken, "taken"}, {State::Failed, "failed"}});

struct OutboxRow
{
	std::string id, kind, about;
	State state = State::Waiting;
	Instant made{};
	std::string sealed;  // base64url; empty once erased
};

/// Queries the database, in a transaction of the mail's tenant except for olderThan and count. [its thread]
namespace outbox {

Result<> add(Sql& sql, const OutboxRow& row);
/// Returns one row. Errors: Missing.
Result<OutboxRow> byId(Sql& sql, const std::string& id);
/// Sets the final state of a mail and erases its content.
Result<> close(Sql& sql, const std::string& id, State state);
Result<> remove(Sql& sql, const std::string& id);

/// Identifies a row across tenants.
struct OutboxKey
{
	TenantId tenant;
	std::string id;
};
/// Returns the rows made before that moment, whatever their state; 1000 at most. In a transaction of all tenants.
Result<std::vector<OutboxKey>> olderThan(Sql& sql, Instant before);
/// Counts the mails that wait, up to 10,000, in a transaction of all tenants.
Result<std::int64_t> count(Sql& sql);

}

}
