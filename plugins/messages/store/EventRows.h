// The register: what happened to a message, and the exact cause of every refusal (product rows A9 and I8).
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
	GrantId grant{};  // empty: the message as a whole
	Instant at{};
	std::string kind{};       // "opened", "refused" …
	std::string cause{};      // of a refusal; file of a download
	std::int64_t number = 0;  // of an open; tries left after a wrong one
	std::string address{};    // of the network
	std::string agent{};      // the browser, as it calls itself
};

namespace event_rows {

inline constexpr int kMostOfAGrant = 500;  // a stranger who knows a link's path must not fill the disk

Result<> append(Sql& sql, const Event& event);
/// Only while the grant has fewer than kMostOfAGrant events; a download only once for each file.
Result<> appendBounded(Sql& sql, const Event& event);
/// Oldest first.
Result<std::vector<Event>> ofMessage(Sql& sql, const MessageId& message);
/// True the first time: the caller queues the sender's mail in the same transaction.
Result<bool> markTold(Sql& sql, const MessageId& message, const EventId& event);
/// Errors: Missing.
Result<Event> byId(Sql& sql, const MessageId& message, const EventId& event);

}

}
