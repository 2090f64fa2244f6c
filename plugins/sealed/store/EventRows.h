// Stores the register: what happened to an item, and the exact cause of every refusal (product rows A9 and I8).
#pragma once
#include "sx/sealed/Event.h"
#include "sx/sql.h"

#include <vector>

namespace sx::sealed::event_rows {

/// Appends an event whose id and time are set. Appends nothing if there is no such item.
Result<> append(Sql& sql, const Event& event);
/// Appends an event, or counts it on a line of the same grant, kind and cause: on one of the same actor that is younger
/// than kOneLine (of a download: of any age), else, once there are kMostLines, on the newest.
Result<> appendMerged(Sql& sql, const Event& event);
/// Returns an item's events, oldest first.
Result<std::vector<Event>> ofItem(Sql& sql, const ItemId& item);
/// Returns the events of some grants, in no order.
Result<std::vector<Event>> ofGrants(Sql& sql, const std::vector<GrantId>& grants);
/// Returns an event. Errors: Missing.
Result<Event> byId(Sql& sql, const EventId& event);
/// Notes that the owner has been told of an event. Returns true the first time.
Result<bool> markTold(Sql& sql, const EventId& event);
/// Counts the events of one kind that happened to a grant since a moment.
Result<int> count(Sql& sql, const GrantId& grant, EventKind kind, Instant since);
/// Returns when the newest event of a kind happened to a grant.
Result<std::optional<Instant>> newest(Sql& sql, const GrantId& grant, EventKind kind);
/// Reads an event's columns from a row: id, item_id, grant_id, at, kind, cause, number, most, address, agent,
/// times, last.
Event eventOf(RowReader& next);

}
