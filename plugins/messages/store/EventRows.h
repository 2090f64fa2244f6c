// Stores the register: what happened to a message, and the exact cause of every refusal (product rows A9 and I8).
#pragma once
#include "domain/Message.h"
#include "sx/sql.h"

#include <string>
#include <vector>

namespace sx::messages {

struct Event
{
	EventId id;
	MessageId message;
	GrantId grant{};  // empty: about the message as a whole
	Instant at{};
	std::string kind{};       // "opened", "refused" …
	std::string cause{};      // of a refusal; the file of a download; a detail of other kinds
	std::int64_t number = 0;  // of the open; tries left after a wrong one
	std::string address{};    // network address
	std::string agent{};      // the browser's User-Agent
};

namespace event_rows {

inline constexpr int kMostOfAGrant = 500;  // a stranger who knows a link's path must not fill the disk

/// Appends an event to the register.
Result<> append(Sql& sql, const Event& event);
/// Appends an event only while the grant has fewer than kMostOfAGrant, and a download only once for each file.
Result<> appendBounded(Sql& sql, const Event& event);
/// Returns a message's events, oldest first.
Result<std::vector<Event>> ofMessage(Sql& sql, const MessageId& message);
/// Notes that the sender has been told of an event. Returns true the first time: the caller then queues the mail in the
/// same transaction.
Result<bool> markTold(Sql& sql, const MessageId& message, const EventId& event);
/// Returns an event of a message. Errors: Missing.
Result<Event> byId(Sql& sql, const MessageId& message, const EventId& event);

}

}
