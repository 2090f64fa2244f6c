// Stores the gates that plugins put before a grant: settings and states, sealed, which are erased with the grant.
#pragma once
#include "sx/sealed/Item.h"
#include "sx/sql.h"

#include <map>
#include <string>
#include <vector>

namespace sx::sealed {

/// Holds a gate that a plugin put before a grant (api/Gate.h).
struct GateRow
{
	std::string name;
	Bytes setting{}, state{};  // sealed; state empty: nothing was asked for
	Instant askAfter{};
};

namespace gate_rows {

Result<> insert(Sql& sql, const ItemId& item, const GrantId& grant, const GateRow& gate);
/// Returns a grant's gates in order of their names.
Result<std::vector<GateRow>> ofGrant(Sql& sql, const GrantId& grant);
/// Returns the names of the gates of these items' grants, by the grant's id, in order.
Result<std::map<std::string, std::vector<std::string>>> namesOf(Sql& sql, const std::vector<ItemId>& items);
/// Stores what a gate's ask() left, and when it may be called again.
Result<> setAsked(Sql& sql, const GrantId& grant, std::string_view name, const Bytes& state, Instant askAfter);
/// Erases what the gates' ask() left, because it is good for one open only.
Result<> forgetAsked(Sql& sql, const GrantId& grant);
/// Returns the names of the gates that guard something, in all companies.
Result<std::vector<std::string>> allNames(Sql& sql);
/// Counts the grants that a gate guards, in all companies; at most 10,000.
Result<std::int64_t> countNamed(Sql& sql, std::string_view name);

}

}
