// Ending a message, step by step; every step may run again after a crash (protocol.md section 6).
#pragma once
#include "domain/Receipt.h"
#include "store/MessageRows.h"

#include <vector>

namespace sx::messages {

struct DueMessage
{
	TenantId tenant;
	MessageId message;
	Cause cause;
};
struct DueGrant
{
	TenantId tenant;
	MessageId message;
	GrantId grant;
};

struct ReceiptRow
{
	std::int64_t number = 0;
	MessageId message;
	std::string body;  // canonical JSON
	Bytes hash, signature, publicKey;
};

namespace destruction_rows {

/// Whoever changes a message, its grants and its leases in one transaction takes the message first: no deadlock, and
/// grants of one message close one after the other.
Result<> lockMessage(Sql& sql, const MessageId& message);
/// First step: nothing opens any more. False: it had begun already.
Result<bool> eraseShares(Sql& sql, const MessageId& message, Cause cause, Instant now);
/// Second step: slots, proofs, leases and (unless it is kept) the note.
Result<> eraseSecrets(Sql& sql, const MessageId& message, bool keepNote);
/// Last step, once the blobs are gone. False: it was done already.
Result<bool> markDestroyed(Sql& sql, const MessageId& message);

/// A grant without opens and without live leases: its share and slot go at once. False: it still has one.
Result<bool> closeGrant(Sql& sql, const MessageId& message, const GrantId& grant, Instant now);
/// Takes every open that a grant has left and ends its leases: after a restore, when it had none any more.
Result<> useUp(Sql& sql, const MessageId& message, const GrantId& grant, Instant at);
/// Whether every recipient is through. Call it after closeGrant, in its transaction.
Result<bool> isUsedUp(Sql& sql, const MessageId& message);

// Of all tenants, at most 500 at a time.
Result<std::vector<DueMessage>> dueMessages(Sql& sql, Instant now, Instant draftsBefore);
Result<std::vector<DueGrant>> dueGrants(Sql& sql, Instant now);

Result<std::int64_t> opensTaken(Sql& sql, const MessageId& message);
/// The chain's last receipt; number 0: there is none.
Result<ReceiptRow> lastReceipt(Sql& sql);
/// Errors: Conflict (another one took the number: begin again).
Result<> insertReceipt(Sql& sql, const ReceiptRow& receipt);
/// Errors: Missing.
Result<ReceiptRow> receiptOf(Sql& sql, const MessageId& message);
/// In order, from a number on.
Result<std::vector<ReceiptRow>> receipts(Sql& sql, std::int64_t from, int limit);
/// Destroyed messages whose receipt is not there.
Result<std::int64_t> missingReceipts(Sql& sql);

}

}
