// Stores replies and conversations: drafts that a lease may change, what a person received, what belongs together.
#pragma once
#include "store/MessageRows.h"

namespace sx::messages::reply_rows {

inline constexpr int kMostOfAGrant = 20;  // replies of one link that were sent or are being written
inline constexpr int kMostBegun = 100;    // those that were given up, too

/// Returns the reply, draft or sent, that was begun with this grant's lease. Errors: Missing.
Result<MessageRow> draft(Sql& sql, const GrantId& grant, const MessageId& id);
/// Returns the blob of a draft's file. Errors: Missing, Conflict (sent already).
Result<storage::BlobId> draftBlob(Sql& sql, const GrantId& grant, const MessageId& id, const FileId& file);
/// Tells whether another reply may be begun with this link.
Result<bool> hasRoom(Sql& sql, const GrantId& grant);

/// Returns a message that this person sent or received. Errors: Missing.
Result<MessageRow> ofPerson(Sql& sql, const UserId& person, const MessageId& id);
/// Returns the position of a person's own reply to a message.
ThreadPosition positionAfter(const MessageRow& repliedTo);
/// Returns the conversation that a message belongs to, as one person sees it: oldest first, at most 200 messages.
Result<std::vector<MessageRow>> conversation(Sql& sql, const UserId& person, const MessageRow& message);
/// Returns a page of what a person received, newest first. wanted: part of the author's name or address, or empty;
/// before: the last id of the previous page, or empty. Errors: Missing (before).
Result<std::vector<MessageRow>> received(
	Sql& sql, const UserId& person, std::string_view wanted, const MessageId& before, int limit);

}
