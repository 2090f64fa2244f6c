// Reads and writes the rows of mails that wait, and seals their content.
#pragma once
#include "domain/Letter.h"
#include "sx/plugin.h"

#include <optional>

namespace sx::mail {

/// Tells what became of a mail. Only Waiting mails still have content.
enum class State { Waiting, Taken, Failed };

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

/// Seals a mail for its row. The seal is bound to the row's tenant and id.
std::string sealMail(const Context& context, const TenantId& tenant, const std::string& id, const Mail& mail);
/// Unseals a row's mail. Errors: Internal (sealed for a different row, altered, or a retired key).
Result<Mail> openMail(const Context& context, const TenantId& tenant, const std::string& id, const std::string& sealed);

}
