// Stores sealed things with their grants and files: making, sealing, listing, limiting them.
#pragma once
#include "store/GateRows.h"
#include "sx/sealed/Items.h"
#include "sx/storage/Blobs.h"

namespace sx::sealed {

/// Holds a grant that is being made.
struct GrantRow
{
	BegunGrant begun;
	std::string address, name;
	int opens = 1;
	Bytes share, codeMac, codeSealed;  // share and codeSealed: sealed at rest; the codes: empty without that gate
	std::vector<GateRow> gates{};
};

struct FileRow
{
	FileId id;
	storage::BlobId blob;
	std::int64_t bytes = 0;
};

/// Holds what sealing adds to a grant.
struct SealedGrantRow
{
	GrantId id;
	Bytes slot, proofMac, passwordMac;  // passwordMac is empty without a password
};

namespace item_rows {

Result<> insert(Sql& sql, const Item& item, const std::vector<GrantRow>& grants, const std::vector<FileRow>& files);
/// Returns an item without its grants. Errors: Missing.
Result<Item> byId(Sql& sql, const ItemId& id);
/// Returns those of these items that exist, in no order.
Result<std::vector<Item>> byIds(Sql& sql, const std::vector<ItemId>& ids);
/// Returns a page of an owner's sealed items, newest first. Errors: Missing (query.before).
Result<std::vector<Item>> list(Sql& sql, const ItemQuery& query, Instant now);
/// Returns the grants of some items, each item's together and in the order of its author.
Result<std::vector<Grant>> grantsOf(Sql& sql, const std::vector<ItemId>& items);
/// Returns an item's files in its author's order.
Result<std::vector<FileRow>> filesOf(Sql& sql, const ItemId& id);
/// Returns how many bytes a grant lets its reader have.
Result<std::int64_t> bytesBehind(Sql& sql, const GrantId& grant);
/// Returns the blob of a draft's file. Errors: Missing, Conflict (sealed already).
Result<storage::BlobId> draftBlob(Sql& sql, const ItemId& id, const FileId& file);
/// Returns the sealed opening codes of a draft's grants, by the grants' ids.
Result<std::map<std::string, Bytes>> codesOf(Sql& sql, const ItemId& id);
/// Returns the grant behind a link; nullopt: no such link.
Result<std::optional<GrantId>> byToken(Sql& sql, const Token& token, ItemId& item);

/// Locks an item until the transaction ends. A transaction that changes an item, its grants and its leases calls this
/// first: this prevents deadlocks, and grants of one item close one after the other.
Result<> lock(Sql& sql, const ItemId& id);
/// Marks a draft as sealed. Returns false if the item is no longer a draft, or has expired.
Result<bool> markSealed(Sql& sql, const ItemId& id, const Bytes& note, Instant now);
/// Stores what sealing adds to a grant, and erases its sealed opening code.
Result<> setSealed(Sql& sql, const SealedGrantRow& grant);
/// Returns the sealed shares of an item's grants, by the grants' ids; empty where they are erased.
Result<std::map<std::string, Bytes>> sharesOf(Sql& sql, const ItemId& id);
/// Replaces a grant's sealed share, unless it is erased.
Result<> setShare(Sql& sql, const GrantId& grant, const Bytes& share);
/// Returns the slots of an item's grants, by the grants' ids.
Result<std::map<std::string, Bytes>> slotsOf(Sql& sql, const ItemId& id);

/// Removes the opens that are left beyond `opensLeft`; nobody gets more than they had.
Result<> limitOpens(Sql& sql, const ItemId& id, int opensLeft);
/// Counts an owner's items that still open, up to `most`.
Result<std::int64_t> countLive(Sql& sql, const UserId& owner, Instant now, int most);
/// Makes an owner's items that still open expire now, up to `most`; the sweep destroys them. Returns how many.
Result<std::int64_t> expireLive(Sql& sql, const UserId& owner, Instant now, int most);
/// Makes an item expire earlier; never later.
Result<> limitExpiry(Sql& sql, const ItemId& id, Instant expires);
/// Forgets the wrong tries of a grant. Returns false if the item has no such grant.
Result<bool> unlock(Sql& sql, const ItemId& id, const GrantId& grant);
/// Returns the MAC of a grant's link proof; empty once it is erased. Errors: Missing.
Result<Bytes> proofMacOf(Sql& sql, const GrantId& grant);
Result<> setCode(Sql& sql, const GrantId& grant, const Bytes& codeMac);

}

}
