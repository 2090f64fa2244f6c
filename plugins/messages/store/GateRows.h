// Stores the gates that plugins put before a grant: settings and states, sealed, which are erased with the grant.
#pragma once
#include "domain/Message.h"
#include "sx/sql.h"

#include <map>
#include <string>
#include <vector>

namespace sx::messages {

/// Holds a gate that a plugin put before a grant (api/Gate.h).
struct GateRow
{
	std::string name;
	Bytes setting{}, state{};  // sealed; state empty: nothing was asked for
	Instant askAfter{};
};

namespace gate_rows {

Result<> insert(Sql& sql, const MessageId& message, const GrantId& grant, const GateRow& gate);
/// Returns a grant's gates in order of their names.
Result<std::vector<GateRow>> ofGrant(Sql& sql, const GrantId& grant);
/// Returns the gates of each grant of a message, by the grant's id, in order of their names.
Result<std::map<std::string, std::vector<GateRow>>> ofMessage(Sql& sql, const MessageId& message);
/// Stores what a gate's ask() left, and when it may be called again.
Result<> setAsked(Sql& sql, const GrantId& grant, std::string_view name, const Bytes& state, Instant askAfter);
/// Erases what the gates' ask() left, because it is good for one open only.
Result<> forgetAsked(Sql& sql, const GrantId& grant);
/// Counts, for each gate's name, the grants of sent messages that it guards, in all companies.
Result<std::map<std::string, std::int64_t>> countsByName(Sql& sql);

}

}
