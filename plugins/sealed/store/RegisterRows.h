// Reads the register over all of an owner's items (product row A9): filtered, page by page, newest first.
#pragma once
#include "domain/RegisterSort.h"
#include "store/EventRows.h"

#include <optional>

namespace sx::sealed {

struct RegisterFilter
{
	ItemId item{};  // empty: all items
	std::optional<Sort> sort{};
	std::string recipient{};              // part of an address or a name
	std::optional<Instant> from{}, to{};  // at or after `from`, and before `to`
};

struct RegisterRow
{
	Event event;
	std::string address, name;  // the recipient's; empty: about the whole item
	std::string kind;           // the item's
	Instant made{};             // when the item was made
	Bytes note{};
};

namespace register_rows {

/// Returns a page of the register. before: the last event of the previous page, or empty. Errors: Missing (before).
Result<std::vector<RegisterRow>> list(
	Sql& sql, const UserId& owner, const RegisterFilter& filter, const EventId& before, int limit);

}

}
