// Destroys a message step by step; every step is idempotent and may run again after a crash (protocol.md section 6).
#pragma once
#include "domain/Receipt.h"
#include "store/MessageRows.h"

#include <vector>

namespace sx::messages {

/// Names a message that must be destroyed, and why.
struct DueMessage
{
	TenantId tenant;
	MessageId message;
	Cause cause;
};
/// Names a grant that must be closed.
struct DueGrant
{
	TenantId tenant;
	MessageId message;
	GrantId grant;
};

/// Holds a destruction receipt as it is stored.
struct ReceiptRow
{
	std::int64_t number = 0;
	MessageId message;
	std::string body;  // canonical JSON
	Bytes hash, signature, publicKey;
};

namespace destruction_rows {

/// Locks a message until the transaction ends. A transaction that changes a message, its grants and its leases calls
/// this first: this prevents deadlocks, and grants of one message close one after the other.
Result<> lockMessage(Sql& sql, const MessageId& message);
/// Takes the first step: erases the shares, so that nothing opens any more. Returns false if it had been taken already.
Result<bool> eraseShares(Sql& sql, const MessageId& message, Cause cause, Instant now);
/// Takes the second step: erases slots, proofs, codes, mobiles, gates, leases and (unless it is kept) the note.
Result<> eraseSecrets(Sql& sql, const MessageId& message, bool keepNote);
/// Takes the last step, once the blobs are gone: deletes the rows of files. Returns false if it had been taken already.
Result<bool> markDestroyed(Sql& sql, const MessageId& message);

/// Closes a grant that has no opens and no live leases left: erases its share and slot at once. Returns false if it
/// still has one, or was closed already.
Result<bool> closeGrant(Sql& sql, const MessageId& message, const GrantId& grant, Instant now);
/// Takes every open that a grant has left and ends its leases. Used after a restore, for a grant that had been used up.
Result<> useUp(Sql& sql, const MessageId& message, const GrantId& grant, Instant at);
/// Tells whether every recipient's grant is closed. Call it after closeGrant, in its transaction.
Result<bool> isUsedUp(Sql& sql, const MessageId& message);

/// Finds expired messages and abandoned drafts of all tenants, at most 500 of each. A draft is abandoned when it was
/// made before `draftsBefore`, or has expired.
Result<std::vector<DueMessage>> dueMessages(Sql& sql, Instant now, Instant draftsBefore);
/// Finds grants of all tenants that closeGrant would close, at most 500.
Result<std::vector<DueGrant>> dueGrants(Sql& sql, Instant now);

/// Returns how many opens all recipients of a message have taken.
Result<std::int64_t> opensTaken(Sql& sql, const MessageId& message);
/// Returns the chain's last receipt; its number is 0 if there is none.
Result<ReceiptRow> lastReceipt(Sql& sql);
/// Appends a receipt to the chain. Errors: Conflict (another transaction took the number: begin again).
Result<> insertReceipt(Sql& sql, const ReceiptRow& receipt);
/// Returns a message's receipt. Errors: Missing.
Result<ReceiptRow> receiptOf(Sql& sql, const MessageId& message);
/// Returns receipts in order, starting at a number.
Result<std::vector<ReceiptRow>> receipts(Sql& sql, std::int64_t from, int limit);
/// Counts destroyed messages that have no receipt.
Result<std::int64_t> missingReceipts(Sql& sql);

}

}
