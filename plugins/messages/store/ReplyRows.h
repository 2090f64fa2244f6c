// Answers and conversations: drafts that a lease may touch, what a person got, what belongs together.
#pragma once
#include "store/MessageRows.h"

namespace sx::messages::reply_rows {

inline constexpr int kMostOfAGrant = 20;  // answers written with one link, sent or not

/// The draft that was begun with this grant's lease. Errors: Missing.
Result<MessageRow> draft(Sql& sql, const GrantId& grant, const MessageId& id);
/// The blob of its file. Errors: Missing, Conflict (sent already).
Result<storage::BlobId> draftBlob(Sql& sql, const GrantId& grant, const MessageId& id, const FileId& file);
/// Answers begun with this link.
Result<int> count(Sql& sql, const GrantId& grant);

/// A message that this person sent or got. Errors: Missing.
Result<MessageRow> ofPerson(Sql& sql, const UserId& person, const MessageId& id);
/// Where a person's own answer to it stands.
Place placeAfter(const MessageRow& answered);
/// The conversation that a message belongs to, as one person sees it; oldest first.
Result<std::vector<MessageRow>> conversation(Sql& sql, const UserId& person, const MessageRow& message);
/// A page of what a person got, newest first; wanted: part of the author's name or address, or empty; before: the last
/// page's last id. Errors: Missing (before).
Result<std::vector<MessageRow>> received(
	Sql& sql, const UserId& person, std::string_view wanted, const MessageId& before, int limit);

}
