// Stores messages with their recipients and files: making, sending, listing them.
#pragma once
#include "domain/Message.h"
#include "domain/NewMessage.h"
#include "domain/Opening.h"
#include "domain/State.h"
#include "store/GateRows.h"
#include "sx/sql.h"
#include "sx/storage/Blobs.h"

#include <optional>
#include <vector>

namespace sx::messages {

struct MessageRow
{
	MessageId id;
	UserId sender;
	std::string senderName, senderAddress, senderZone;
	Language senderLanguage, language;
	int opens = 1;
	unsigned gates = 0;
	Delivery delivery = Delivery::Mail;
	bool isFilesOnly = false;
	std::string state;  // draft, sent, destroying, destroyed
	Instant made{};
	std::optional<Instant> sent{};
	Instant expires{};
	Bytes note{};  // empty: none
	std::optional<Cause> cause{};
	std::optional<Instant> destroyed{};
	ThreadPosition position{};
	/// Returns the company's person on either side of the message, whom replies reach and who may follow it.
	const UserId& owner() const noexcept { return sender.empty() ? position.receiver : sender; }
	bool isOver() const noexcept { return cause.has_value(); }
};

/// Holds one recipient's access to a message.
struct GrantRow
{
	GrantId id;
	MessageId message;
	Token token;
	std::string address, name;
	int opens = 1, opensLeft = 1;
	unsigned gates = 0;             // flags of its slot header
	std::vector<GateRow> others{};  // filled by loadGates only
	Bytes slot{}, share{}, codeSealed{}, codeMac{};
	Bytes mobile{};  // sealed: the number that the link goes to by SMS; empty: none
	Tries tries{};
	std::optional<Instant> firstOpened{};
	std::optional<bool> delivered{};
};

struct FileRow
{
	FileId id;
	storage::BlobId blob;
	std::int64_t bytes = 0;
};

/// Holds what sending adds to a grant.
struct SentGrant
{
	GrantId id;
	Bytes slot, proofMac, passwordMac;  // passwordMac is empty without a password
};

/// Holds what a sender looks for; the server knows no subject.
struct ListFilter
{
	std::optional<Shown> state{};
	std::string recipient{};              // part of an address or a name; any case
	std::optional<Instant> from{}, to{};  // made at or after `from`, and before `to`
};

namespace message_rows {

/// Returns a pattern for `LOWER(…) LIKE LOWER(?) ESCAPE '!'`: the part with its wildcards escaped.
std::string containing(std::string_view part);

/// Stores a draft with its grants and files.
Result<> insert(
	Sql& sql, const MessageRow& message, const std::vector<GrantRow>& grants, const std::vector<FileRow>& files);
/// Returns a message of this sender, also a draft. Errors: Missing (unknown, or another sender's).
Result<MessageRow> ofSender(Sql& sql, const UserId& sender, const MessageId& id);
/// Returns any message. Errors: Missing.
Result<MessageRow> byId(Sql& sql, const MessageId& id);
/// Returns the messages that match. condition: SQL that follows "WHERE m.tenant_id = … AND ", written by this folder's
/// code only.
Result<std::vector<MessageRow>> where(Sql& sql, std::string_view condition, const SqlValues& values);
/// Returns a message's grants in the order of its recipients.
Result<std::vector<GrantRow>> grantsOf(Sql& sql, const MessageId& id);
/// Fills `others` of the grants of one message.
Result<> loadGates(Sql& sql, const MessageId& id, std::vector<GrantRow>& grants);
/// Returns the grants of several messages, each message's together and in the order of its recipients.
Result<std::vector<GrantRow>> grantsOfAll(Sql& sql, const std::vector<MessageRow>& messages);
/// Returns a message's files in the order in which the sender listed them.
Result<std::vector<FileRow>> filesOf(Sql& sql, const MessageId& id);
/// Returns the blob of a draft's file. Errors: Missing, Conflict (sent already).
Result<storage::BlobId> draftBlob(Sql& sql, const UserId& sender, const MessageId& id, const FileId& file);

/// Marks a draft as sent. Returns false if the message is no longer a draft, or has expired.
Result<bool> markSent(Sql& sql, const MessageId& id, const Bytes& note, Instant now);
/// Stores what sending adds to a grant, and erases its sealed opening code.
Result<> setSent(Sql& sql, const SentGrant& grant);

/// Returns a page of a sender's messages, newest first, without those that were never sent. before: the last id of the
/// previous page, or empty. Errors: Missing (before).
Result<std::vector<MessageRow>> list(
	Sql& sql, const UserId& sender, const ListFilter& filter, const MessageId& before, int limit, Instant now);

/// Notes whether a grant's notice was delivered or given up. Returns the grant's message. Errors: Missing.
Result<MessageId> setDelivered(Sql& sql, const GrantId& grant, bool taken);
/// Removes the opens that are left beyond `opensLeft`; nobody gets more than they had.
Result<> limitOpens(Sql& sql, const MessageId& message, int opensLeft);
/// Makes a message expire earlier; never later.
Result<> limitExpiry(Sql& sql, const MessageId& message, Instant expires);
/// Forgets the wrong tries of a grant. Returns false if the message has no such grant.
Result<bool> unlock(Sql& sql, const MessageId& message, const GrantId& grant);

}

}
