// Reads the register over all of a sender's messages (product row A9): filtered, page by page, newest first.
#pragma once
#include "store/EventRows.h"
#include "store/MessageRows.h"

namespace sx::messages {

/// Names the groups of events that a sender can choose.
enum class Sort { All, Opens, Refusals, Visits, Notices, Ends };
std::optional<Sort> sortOf(std::string_view word) noexcept;  // "", "opens", "refusals", "visits", "notices", "ends"

struct RegisterFilter
{
	MessageId message{};  // empty: all messages
	Sort sort = Sort::All;
	std::string recipient{};              // part of an address or a name
	std::optional<Instant> from{}, to{};  // at or after `from`, and before `to`
};

struct RegisterRow
{
	Event event;
	std::string address, name;  // the recipient's; empty: about the whole message
	int opens = 0;              // the recipient's
	Instant made{};             // when the message was made
	Bytes note{};
};

namespace register_rows {

/// Returns a page of the register. before: the last event of the previous page, or empty. Errors: Missing (before).
Result<std::vector<RegisterRow>> list(
	Sql& sql, const UserId& sender, const RegisterFilter& filter, const EventId& before, int limit);
/// Returns every event of the messages that have visits among these rows; together they tell robots from people.
Result<std::vector<Event>> around(Sql& sql, const std::vector<RegisterRow>& rows);

}

}
