// What opening asks the database: who is behind a link, taking an open, leases.
#pragma once
#include "domain/Opening.h"
#include "store/MessageRows.h"

namespace sx::messages {

/// A grant with its message, as one reader's request sees it.
struct OpeningRow
{
	GrantId grant;
	MessageId message;
	GrantState state;
	int opens = 1;
	Instant sent{};
	Bytes share, slot, proofMac, passwordMac, codeMac;
	std::string senderName, senderAddress;
	Language language;
	std::string address, name;  // of the recipient
	bool isByLink = false;      // its author is not verified beyond a link
	UserId owner;               // of the company: its sender, or whom it answers
};

struct LeaseRow
{
	int number = 0;
	Instant started{}, expires{};
	bool isEnded = false;
};

/// A live lease, and the file that it asks for when the message has it.
struct LeasedFile
{
	GrantId grant;
	MessageId message;
	LeaseRow lease;
	Instant messageExpires{};
	bool isLive = false;  // message sent, share there
	std::optional<FileRow> file;
};

namespace opening_rows {

/// nullopt: no such link.
Result<std::optional<OpeningRow>> byToken(Sql& sql, const Token& token);
/// Locks the grant until the transaction ends and reads it again. Errors: Missing.
Result<OpeningRow> lock(Sql& sql, const OpeningRow& seen);
Result<std::optional<LeaseRow>> leaseOf(Sql& sql, const GrantId& grant, const Bytes& leaseHash);
/// The conditional statement that takes an open: its row count decides. Returns which open it is; 0: none was left.
Result<int> takeOpen(Sql& sql, const GrantId& grant, Instant now);
Result<> insertLease(Sql& sql, const OpeningRow& row, const Bytes& leaseHash, int number, Instant now, Instant expires);
Result<> setTries(Sql& sql, const GrantId& grant, const Tries& tries);

/// nullopt: no such link with such a lease.
Result<std::optional<LeasedFile>> leased(Sql& sql, const Token& token, const Bytes& leaseHash, const FileId& file);
Result<> renewLease(Sql& sql, const GrantId& grant, const Bytes& leaseHash, Instant expires);
/// False: it had ended already.
Result<bool> endLease(Sql& sql, const GrantId& grant, const Bytes& leaseHash, Instant now);

}

}
