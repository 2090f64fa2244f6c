// Destroys an item step by step; every step is idempotent and may run again after a crash (protocol.md section 6).
#pragma once
#include "sx/sealed/Item.h"
#include "sx/sql.h"

#include <optional>
#include <vector>

namespace sx::sealed {

/// Names an item that must be destroyed, and why.
struct DueItem
{
	TenantId tenant;
	ItemId item;
	Cause cause;
};
/// Names a grant that must be closed.
struct DueGrant
{
	TenantId tenant;
	ItemId item;
	GrantId grant;
};

/// Holds a destruction receipt as it is stored.
struct ReceiptRow
{
	std::int64_t number = 0;
	ItemId item;
	std::string body;  // canonical JSON
	Bytes hash, signature, publicKey;
};

/// Holds the recorded end of a chain of receipts.
struct ReceiptEnd
{
	std::int64_t number = 0;
	Bytes hash, mac;
};

namespace destruction_rows {

/// Takes the first step: erases the shares, so that nothing opens any more. Returns false if it had been taken already.
Result<bool> eraseShares(Sql& sql, const ItemId& item, Cause cause, Instant now);
/// Takes the second step: erases slots, proofs, codes, gates, leases and (unless it is kept) the note.
Result<> eraseSecrets(Sql& sql, const ItemId& item, bool keepNote);
/// Takes the last step, once the blobs are gone: deletes the rows of files. Returns false if it had been taken already.
Result<bool> markDestroyed(Sql& sql, const ItemId& item);

/// Closes a grant that has no opens and no live leases left: erases its share and slot at once. Returns false if it
/// still has one, or was closed already.
Result<bool> closeGrant(Sql& sql, const ItemId& item, const GrantId& grant, Instant now);
/// Takes every open that a grant has left and ends its leases. Used after a restore, for a grant that had been used up.
Result<> useUp(Sql& sql, const ItemId& item, const GrantId& grant, Instant at);
/// Tells whether every grant of an item is closed. Call it after closeGrant, in its transaction.
Result<bool> isUsedUp(Sql& sql, const ItemId& item);

/// Finds expired items and abandoned drafts of all tenants, at most 500 of each. A draft is abandoned when it was
/// made before `draftsBefore`, has expired, or was written within a lease that is over.
Result<std::vector<DueItem>> dueItems(Sql& sql, Instant now, Instant draftsBefore);
/// Finds grants of all tenants that closeGrant would close, at most 500.
Result<std::vector<DueGrant>> dueGrants(Sql& sql, Instant now);

/// Returns how many opens all recipients of an item have taken.
Result<std::int64_t> opensTaken(Sql& sql, const ItemId& item);
/// Returns the chain's last receipt; its number is 0 if there is none.
Result<ReceiptRow> lastReceipt(Sql& sql);
/// Appends a receipt to the chain. Errors: Conflict (another transaction took the number: begin again).
Result<> insertReceipt(Sql& sql, const ReceiptRow& receipt);
/// Returns the recorded end of the chain; nullopt: there is none.
Result<std::optional<ReceiptEnd>> receiptEnd(Sql& sql);
/// Records the end of the chain.
Result<> setReceiptEnd(Sql& sql, const ReceiptEnd& end);
/// Replaces an end's MAC, unless the end has changed since it was read.
Result<> renewEndMac(Sql& sql, const ReceiptEnd& before, const Bytes& mac);
/// Returns the companies that have a recorded end, in a transaction of all tenants.
Result<std::vector<TenantId>> tenantsWithEnd(Sql& sql);
/// Counts destroyed items that have no receipt.
Result<std::int64_t> missingReceipts(Sql& sql);
/// Returns those of some items, at most 500, that have no receipt and whose destruction is not running either.
Result<std::vector<ItemId>> withoutReceipt(Sql& sql, const std::vector<ItemId>& items);
/// Returns an item's receipt. Errors: Missing.
Result<ReceiptRow> receiptOf(Sql& sql, const ItemId& item);
/// Returns receipts in order, starting at a number.
Result<std::vector<ReceiptRow>> receipts(Sql& sql, std::int64_t from, int limit);
}

}
