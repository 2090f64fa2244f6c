// Reads and writes what opening needs: who is behind a link, taking an open, leases.
#pragma once
#include "domain/OpenDecision.h"
#include "store/ItemRows.h"

namespace sx::sealed {

/// Holds a grant with its item, as one reader's request sees it.
struct OpeningRow
{
	GrantId grant;
	ItemId item;
	std::string kind;
	GrantState state;
	int opens = 1;
	Instant sent{};
	Bytes share, slot, proofMac, passwordMac, codeMac;
	Author author;
	Language language;
	std::string address, name;  // the recipient's
	UserId owner{};
	CodeDelivery codeDelivery = CodeDelivery::Notice;
};

/// Holds a lease: the time during which one open lasts.
struct LeaseRow
{
	int number = 0;
	Instant started{}, expires{};
	bool isEnded = false;
};

/// Holds a lease of a link, and the requested file if the item has it.
struct LeasedFile
{
	GrantId grant;
	ItemId item;
	LeaseRow lease;
	Instant itemExpires{};
	bool isLive = false;  // the item is sealed and the share exists; the lease itself may have ended
	std::optional<FileRow> file;
};

namespace opening_rows {

/// Returns the grant behind a link; nullopt: no such link.
Result<std::optional<OpeningRow>> byToken(Sql& sql, const Token& token);
/// Locks the grant until the transaction ends and reads it again. Errors: Missing.
Result<OpeningRow> lock(Sql& sql, const OpeningRow& seen);
/// Returns a lease of a grant; nullopt: no such lease.
Result<std::optional<LeaseRow>> leaseOf(Sql& sql, const GrantId& grant, const Bytes& leaseHash);
/// Takes an open with one conditional statement, whose row count decides. Returns which open it is; 0: none was left.
Result<int> takeOpen(Sql& sql, const GrantId& grant, Instant now);
Result<> insertLease(Sql& sql, const OpeningRow& row, const Bytes& leaseHash, int number, Instant now, Instant expires);
Result<> setTries(Sql& sql, const GrantId& grant, const Tries& tries);

/// Returns a lease with the requested file; nullopt: no such link with such a lease.
Result<std::optional<LeasedFile>> leased(Sql& sql, const Token& token, const Bytes& leaseHash, const FileId& file);
/// Returns until when a lease lives: the earlier of its end and its item's; Instant{}: it has ended.
Result<Instant> liveUntil(Sql& sql, const GrantId& grant, const Bytes& leaseHash);
/// Moves the end of a lease that has not ended to a later time; never to an earlier one.
Result<> renewLease(Sql& sql, const GrantId& grant, const Bytes& leaseHash, Instant expires);
/// Ends a lease. Returns false if it had ended already.
Result<bool> endLease(Sql& sql, const GrantId& grant, const Bytes& leaseHash, Instant now);
/// Removes the opens that a grant has left and ends every lease; the caller closes the grant.
Result<> giveUp(Sql& sql, const GrantId& grant, Instant now);

}

}
