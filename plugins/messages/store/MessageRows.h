// Stores what a message has besides its sealed item: its author, its delivery, its place in a conversation.
#pragma once
#include "domain/Message.h"
#include "sx/sql.h"

#include <map>

namespace sx::messages {

struct MessageRow
{
	MessageId id;
	UserId sender;
	std::string senderName, senderAddress, senderZone;
	Language senderLanguage;
	Delivery delivery = Delivery::Mail;
	bool isFilesOnly = false;
	Instant made{};
	std::optional<Instant> sent{};
	ThreadPosition position{};
	/// Returns the company's person on either side of the message, whom replies reach and who may follow it.
	const UserId& owner() const noexcept { return sender.empty() ? position.receiver : sender; }
};

/// Holds what is known of how a recipient's link travels.
struct RecipientRow
{
	GrantId grant;
	Bytes mobile{};  // sealed: the number that the link goes to by SMS; empty: none
	std::optional<bool> delivered{};
};

namespace message_rows {

/// Stores a draft. A message without `position.first` begins a conversation.
Result<> insert(Sql& sql, const MessageRow& message, const std::vector<RecipientRow>& recipients);
/// Returns a message, also a draft. Errors: Missing.
Result<MessageRow> byId(Sql& sql, const MessageId& id);
/// Returns a message of this sender, also a draft. Errors: Missing (unknown, or another sender's).
Result<MessageRow> ofSender(Sql& sql, const UserId& sender, const MessageId& id);
/// Returns a message that this sender has sent. Errors: Missing (unknown, another sender's, or a draft).
Result<MessageRow> sentBy(Sql& sql, const UserId& sender, const MessageId& id);
/// Returns those of these messages that exist, in the order of the ids.
Result<std::vector<MessageRow>> byIds(Sql& sql, const std::vector<MessageId>& ids);
/// Marks a draft as sent.
Result<> setSent(Sql& sql, const MessageId& id, Instant now);
/// Notes that a message was destroyed, and erases its recipients' numbers.
Result<> setOver(Sql& sql, const MessageId& id);

/// Returns what is known of the recipients of some messages, by the grant's id.
Result<std::map<std::string, RecipientRow>> recipientsOf(Sql& sql, const std::vector<MessageId>& messages);
/// Notes whether a grant's notice was delivered or given up; nothing: not known any more. Returns the grant's message.
/// Errors: Missing.
Result<MessageId> setDelivered(Sql& sql, const GrantId& grant, std::optional<bool> isDelivered);
Result<> eraseMobile(Sql& sql, const GrantId& grant);

/// Returns the reply, draft or sent, that was begun with this grant's lease. Errors: Missing.
Result<MessageRow> replyOf(Sql& sql, const GrantId& grant, const MessageId& id);
/// Returns a message that this person sent or received. Errors: Missing.
Result<MessageRow> ofPerson(Sql& sql, const UserId& person, const MessageId& id);
/// Returns the conversation that a message belongs to, as one person sees it: oldest first, at most 200 messages.
Result<std::vector<MessageRow>> conversation(Sql& sql, const UserId& person, const MessageRow& message);
/// Returns a page of what a person received, newest first. wanted: part of the author's name or address, or empty;
/// before: the last id of the previous page, or empty. Errors: Missing (before).
Result<std::vector<MessageRow>> received(
	Sql& sql, const UserId& person, std::string_view wanted, const MessageId& before, int limit);

}

}
