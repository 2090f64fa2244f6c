// Stores the gates that plugins put before a grant: settings and states, sealed, which are erased with the grant.
#pragma once
#include "store/MessageRows.h"

#include <map>

namespace sx::messages::gate_rows {

Result<> insert(Sql& sql, const MessageId& message, const GrantId& grant, const GateRow& gate);
/// Returns a grant's gates in order of their names.
Result<std::vector<GateRow>> ofGrant(Sql& sql, const GrantId& grant);
/// Fills `others` of the grants of one message.
Result<> load(Sql& sql, const MessageId& message, std::vector<GrantRow>& grants);
/// Stores what a gate's ask() left, and when it may be called again.
Result<> setAsked(Sql& sql, const GrantId& grant, std::string_view name, const Bytes& state, Instant askAfter);
/// Erases what the gates' ask() left, because it is good for one open only.
Result<> forgetAsked(Sql& sql, const GrantId& grant);
/// Counts, for each gate's name, the grants of sent messages that it guards, in all companies.
Result<std::map<std::string, std::int64_t>> countsByName(Sql& sql);

}
