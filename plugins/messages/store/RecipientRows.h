// Stores what recipients do to their own access (product row I6).
#pragma once
#include "store/EventRows.h"
#include "store/MessageRows.h"

namespace sx::messages::recipient_rows {

/// Counts the events of one kind that happened to this recipient since a moment.
Result<int> count(Sql& sql, const MessageId& message, const GrantId& grant, std::string_view kind, Instant since = {});
/// Removes the opens that are left and ends every lease; the caller closes the grant.
Result<> giveUp(Sql& sql, const GrantId& grant, Instant now);
/// Returns the grant behind a link, whatever became of its message; nullopt: no such link.
Result<std::optional<GrantRow>> byToken(Sql& sql, const Token& token);

}
