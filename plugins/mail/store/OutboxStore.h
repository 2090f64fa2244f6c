// Reads and writes the rows of mails that wait, and seals their content.
#pragma once
#include "domain/Letter.h"
#include "sx/plugin.h"

#include <optional>

namespace mail {

/// Tells what became of a mail. Only Waiting mails still have content.
enum class State { Waiting, Taken, Failed };

struct OutboxRow
{
	std::string id, kind, about;
	State state = State::Waiting;
	sx::Instant made{};
	std::string sealed;  // base64url; empty once erased
};

/// Queries the database, in a transaction of the mail's tenant except for olderThan and count. [its thread]
namespace outbox {

sx::Result<> add(sx::Sql& sql, const OutboxRow& row);
/// Returns one row. Errors: Missing.
sx::Result<OutboxRow> byId(sx::Sql& sql, const std::string& id);
/// Sets the final state of a mail and erases its content.
sx::Result<> close(sx::Sql& sql, const std::string& id, State state);
sx::Result<> remove(sx::Sql& sql, const std::string& id);

/// Identifies a row across tenants.
struct OutboxKey
{
	sx::TenantId tenant;
	std::string id;
};
/// Returns the rows made before that moment, whatever their state; 1000 at most. In a transaction of all tenants.
sx::Result<std::vector<OutboxKey>> olderThan(sx::Sql& sql, sx::Instant before);
/// Counts the mails that wait, in a transaction of all tenants.
sx::Result<std::int64_t> count(sx::Sql& sql);

}

/// Seals a mail for its row. The seal is bound to the row's tenant and id.
std::string sealMail(
	const sx::Context& context, const sx::TenantId& tenant, const std::string& id, const sx::mail::Mail& mail);
/// Unseals a row's mail. Errors: Internal (sealed for a different row, altered, or a retired key).
sx::Result<sx::mail::Mail> openMail(
	const sx::Context& context, const sx::TenantId& tenant, const std::string& id, const std::string& sealed);

}
