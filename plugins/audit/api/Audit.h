// Offers the journal of what people and the server did: append-only, hash-chained per tenant.
#pragma once
#include "sx/plugin.h"

#include <map>

namespace sx::audit {

/// Describes what happened, for the journal.
struct Event
{
	std::string kind;       // "auth.signed_in"
	UserId actor{};         // who did it; empty: the server
	std::string subject{};  // id of what the event is about
	Value details{};        // object; no secret, no content
	std::string address{};  // the client's network address, if there is one
};

/// Records events in the journal. [the transaction's thread]
class Journal
{
public:
	static constexpr std::string_view kId = "audit.log/1";
	/// Appends an event to the journal of the transaction's tenant, within the caller's transaction.
	virtual Result<> append(Sql& sql, const Event& event) noexcept = 0;
protected:
	~Journal() = default;
};

/// Names an entry of the journal.
struct Recorded
{
	std::int64_t number = 0;
	std::string subject;
};

/// Reads the journal for plugins that compare it with what they keep. [the transaction's thread]
class JournalReader
{
public:
	static constexpr std::string_view kId = "audit.reader/1";
	/// Returns the entries of a kind whose number is greater than `after`, in order.
	virtual Result<std::vector<Recorded>> ofKind(
		Sql& sql, std::string_view kind, std::int64_t after, int limit) const noexcept = 0;
protected:
	~JournalReader() = default;
};

/// Extension point: names what the ids of the journal stand for, and finds ids by their names. Provided before any
/// plugin starts. [the transaction's thread]
class Names
{
public:
	static constexpr std::string_view kId = "audit.names/1";
	/// Returns the names of those ids that this plugin knows: of a person, a key, a group.
	virtual Result<std::map<std::string, std::string>> namesOf(
		Sql& sql, const std::vector<std::string>& ids) const noexcept = 0;
	/// Returns the ids of what has a part of this text in its name or address, at most `most`.
	virtual Result<std::vector<std::string>> idsOf(Sql& sql, std::string_view text, int most) const noexcept = 0;
protected:
	~Names() = default;
};

/// Reports what a check of one chain found.
struct ChainReport
{
	std::int64_t entries = 0;
	std::string firstFault{};  // which entry is at fault and why; empty: every entry verifies
};

/// Extension point: offers a chain of another plugin (destruction receipts) to `sxserver audit verify`. [main thread]
class Chain
{
public:
	static constexpr std::string_view kId = "audit.chain/1";
	/// Names the chain in what `audit verify` prints.
	virtual std::string name() const = 0;
	/// Checks the tenant's chain from its first entry to its end.
	virtual Result<ChainReport> verify(const TenantId& tenant) const noexcept = 0;
protected:
	~Chain() = default;
};

}
