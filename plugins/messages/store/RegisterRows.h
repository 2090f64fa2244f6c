// The register over all of a sender's messages (product row A9): filtered, page by page, newest first.
#pragma once
#include "store/EventRows.h"
#include "store/MessageRows.h"

namespace sx::messages {

/// Groups of events that a sender asks for.
enum class Sort { All, Opens, Refusals, Visits, Notices, Ends };
std::optional<Sort> sortOf(std::string_view word) noexcept;  // "", "opens", "refusals", "visits", "notices", "ends"

struct RegisterFilter
{
	MessageId message{};  // empty: of all messages
	Sort sort = Sort::All;
	std::string recipient{};              // part of an address or a name
	std::optional<Instant> from{}, to{};  // at or after, and before
};

struct RegisterRow
{
	Event event;
	std::string address, name;  // of the recipient; empty: of the whole message
	int opens = 0;              // of the recipient
	Instant made{};             // the message
	Bytes note{};
};

namespace register_rows {

/// before: the last event of the page before, or empty. Errors: Missing (before).
Result<std::vector<RegisterRow>> list(
	Sql& sql, const UserId& sender, const RegisterFilter& filter, const EventId& before, int limit);
/// All that happened at the links of these events: what tells robots from people.
Result<std::vector<Event>> around(Sql& sql, const std::vector<RegisterRow>& rows);

}

}
