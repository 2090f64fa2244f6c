// A message, its recipients and its files: made, sent, listed.
#pragma once
#include "domain/Message.h"
#include "domain/NewMessage.h"
#include "domain/Opening.h"
#include "domain/State.h"
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
	Place place{};
	/// Whom answers reach, and who may follow it: the person of the company on either side.
	const UserId& owner() const noexcept { return sender.empty() ? place.receiver : sender; }
	bool isOver() const noexcept { return cause.has_value(); }
};

/// A gate that a plugin keeps before a grant (api/Gate.h).
struct GateRow
{
	std::string name;
	Bytes setting{}, state{};  // sealed; state empty: nothing was asked for
	Instant askAfter{};
};

struct GrantRow
{
	GrantId id;
	MessageId message;
	Token token;
	std::string address, name;
	int opens = 1, opensLeft = 1;
	unsigned gates = 0;             // flags of its slot header
	std::vector<GateRow> others{};  // where gate_rows::load was asked
	Bytes slot{}, share{}, codeSealed{}, codeMac{};
	Bytes mobile{};  // sealed: where the link goes by SMS; empty: it does not
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

/// What sending adds to a grant.
struct SentGrant
{
	GrantId id;
	Bytes slot, proofMac, passwordMac;  // the last one empty without a password
};

/// What a sender looks for; the server knows no subject.
struct ListFilter
{
	std::optional<Shown> state{};
	std::string recipient{};              // part of an address or a name; any case
	std::optional<Instant> from{}, to{};  // made at or after, and before
};

namespace message_rows {

/// For `LIKE ? ESCAPE '!'`: in lower case, with what LIKE would take for a wildcard escaped.
std::string containing(std::string_view part);

Result<> insert(
	Sql& sql, const MessageRow& message, const std::vector<GrantRow>& grants, const std::vector<FileRow>& files);
/// Errors: Missing (unknown, another sender's, or an abandoned draft).
Result<MessageRow> ofSender(Sql& sql, const UserId& sender, const MessageId& id);
/// Errors: Missing.
Result<MessageRow> byId(Sql& sql, const MessageId& id);
/// Those that fit; condition: SQL after "WHERE m.tenant_id = … AND ", of this folder.
Result<std::vector<MessageRow>> where(Sql& sql, std::string_view condition, const SqlValues& values);
/// In their order.
Result<std::vector<GrantRow>> grantsOf(Sql& sql, const MessageId& id);
/// Of several messages, each message's together and in their order.
Result<std::vector<GrantRow>> grantsOfAll(Sql& sql, const std::vector<MessageRow>& messages);
/// In their order.
Result<std::vector<FileRow>> filesOf(Sql& sql, const MessageId& id);
/// The blob of a draft's file. Errors: Missing, Conflict (sent already).
Result<storage::BlobId> draftBlob(Sql& sql, const UserId& sender, const MessageId& id, const FileId& file);

/// False: it is no draft any more.
Result<bool> markSent(Sql& sql, const MessageId& id, const Bytes& note, Instant now);
Result<> setSent(Sql& sql, const SentGrant& grant);

/// A page of a sender's messages, newest first; drafts and what was never sent left out. before: the page's last id of
/// before, or empty. Errors: Missing (before).
Result<std::vector<MessageRow>> list(
	Sql& sql, const UserId& sender, const ListFilter& filter, const MessageId& before, int limit, Instant now);

/// Of a mail: taken by the mail server, or given up. Errors: Missing. Returns the message.
Result<MessageId> setDelivered(Sql& sql, const GrantId& grant, bool taken);
/// Opens that are left beyond `opensLeft` go; nobody gets more than he had.
Result<> limitOpens(Sql& sql, const MessageId& message, int opensLeft);
/// An earlier end; never a later one.
Result<> limitExpiry(Sql& sql, const MessageId& message, Instant expires);
/// Wrong tries are forgotten. False: no such grant of that message.
Result<bool> unlock(Sql& sql, const MessageId& message, const GrantId& grant);

}

}
