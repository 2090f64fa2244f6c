// The gates of plugins that stand before a grant: settings and states, sealed; they go with the grant.
#pragma once
#include "store/MessageRows.h"

#include <map>

namespace sx::messages::gate_rows {

Result<> insert(Sql& sql, const MessageId& message, const GrantId& grant, const GateRow& gate);
/// In order of their names.
Result<std::vector<GateRow>> ofGrant(Sql& sql, const GrantId& grant);
/// Fills `others` of grants of one message.
Result<> load(Sql& sql, const MessageId& message, std::vector<GrantRow>& grants);
Result<> setAsked(Sql& sql, const GrantId& grant, std::string_view name, const Bytes& state, Instant askAfter);
/// What was asked for answers one open only.
Result<> forgetAsked(Sql& sql, const GrantId& grant);
/// How many grants each name stands before, in all companies.
Result<std::map<std::string, std::int64_t>> countsByName(Sql& sql);

}
