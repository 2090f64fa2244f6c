// Rows of mails that wait.
#pragma once
#include "domain/Letter.h"
#include "sx/plugin.h"

#include <optional>

namespace mail {

/// What became of a mail. Anything but Waiting has no content any more.
enum class State { Waiting, Taken, Failed };

struct OutboxRow
{
	std::string id, kind, about;
	State state = State::Waiting;
	sx::Instant made{};
	std::string sealed;  // base64url; empty once erased
};

/// SQL about the outbox, in a transaction of the mail's tenant. [its thread]
namespace outbox {

sx::Result<> add(sx::Sql& sql, const OutboxRow& row);
/// Errors: Missing.
sx::Result<OutboxRow> byId(sx::Sql& sql, const std::string& id);
/// Ends the wait and erases the content.
sx::Result<> close(sx::Sql& sql, const std::string& id, State state);
sx::Result<> remove(sx::Sql& sql, const std::string& id);

/// Where a mail stands that has waited since before that moment; in a transaction of all tenants.
struct Place
{
	sx::TenantId tenant;
	std::string id;
};
sx::Result<std::vector<Place>> olderThan(sx::Sql& sql, sx::Instant before);
sx::Result<std::int64_t> count(sx::Sql& sql);

}

/// Seals and opens mails at rest; the row's place is part of the seal.
std::string sealMail(
	const sx::Context& context, const sx::TenantId& tenant, const std::string& id, const sx::mail::Mail& mail);
/// Errors: Internal (another place, altered, or a retired key).
sx::Result<sx::mail::Mail> openMail(
	const sx::Context& context, const sx::TenantId& tenant, const std::string& id, const std::string& sealed);

}
