// What a recipient may do to his own access (product row I6).
#pragma once
#include "store/EventRows.h"
#include "store/MessageRows.h"

namespace sx::messages::recipient_rows {

/// How often a kind of event happened to this recipient since then.
Result<int> count(Sql& sql, const MessageId& message, const GrantId& grant, std::string_view kind, Instant since = {});
/// The opens that are left go, every lease ends; the caller closes the grant.
Result<> giveUp(Sql& sql, const GrantId& grant, Instant now);
/// The grant behind a link, whatever became of its message. nullopt: no such link.
Result<std::optional<GrantRow>> byToken(Sql& sql, const Token& token);

}
