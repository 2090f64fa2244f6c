// Decides what becomes of a claimed domain when its proof is looked for.
#pragma once
#include "sx/base.h"
#include "sx/enums.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::domains {

using ClaimId = Id<struct ClaimTag>;  // UUIDv7

/// Says how far a claim is. Proved and Failing belong to the company.
enum class State {
	Waiting,  // no proof was found yet
	Proved,   // its record was found, or the operator approved it
	Failing,  // was proved, and its record is missing since a while
	Lapsed,   // the record was missing for too long
	Refused   // the operator refused it
};
inline constexpr auto kStates = enumWords<State>({{State::Waiting, "waiting"},
	{State::Proved, "proved"},
	{State::Failing, "failing"},
	{State::Lapsed, "lapsed"},
	{State::Refused, "refused"}});

/// Says what gave the company the domain.
enum class Proof { None, Record, Operator };
inline constexpr auto kProofs = enumWords<Proof>(
	{{Proof::None, "none"}, {Proof::Record, "record"}, {Proof::Operator, "operator"}});

/// Says what the last look for a proof found.
enum class Finding {
	None,          // nobody has looked yet
	Record,        // the right record
	NoRecord,      // the domain is there; no record has the value
	NoName,        // no such domain in DNS (NXDOMAIN)
	Alias,         // the name is an alias (CNAME), whose records are another's
	ServerFailed,  // the domain's own servers do not answer properly (SERVFAIL)
	Silent,        // no answer in time
	Taken          // the right record, but another company of this deployment has the domain
};
inline constexpr auto kFindings = enumWords<Finding>({{Finding::None, "none"},
	{Finding::Record, "record"},
	{Finding::NoRecord, "no_record"},
	{Finding::NoName, "no_name"},
	{Finding::Alias, "alias"},
	{Finding::ServerFailed, "server_failed"},
	{Finding::Silent, "silent"},
	{Finding::Taken, "taken"}});

/// Says what administrators are told and what the journal records.
enum class Turn { None, Proved, Recovered, Failing, Reminder, Lapsed };
inline constexpr auto kTurns = enumWords<Turn>({{Turn::None, "none"},
	{Turn::Proved, "proved"},
	{Turn::Recovered, "recovered"},
	{Turn::Failing, "failing"},
	{Turn::Reminder, "reminder"},
	{Turn::Lapsed, "lapsed"}});

/// Says whether mails of the company's people may leave from addresses in the domain.
enum class Sending {
	Off,    // never yet
	Ready,  // SPF, DKIM and DMARC let every receiver believe them
	Broken  // they did so once; mails leave from the deployment's address meanwhile
};
inline constexpr auto kSendings = enumWords<Sending>(
	{{Sending::Off, "off"}, {Sending::Ready, "ready"}, {Sending::Broken, "broken"}});

/// Says what keeps mails from leaving from a domain's addresses.
enum class SendingFault {
	None,
	NoKey,   // no key signs them yet
	Record,  // the TXT record of the key that signs is missing, or another
	Spf,     // the SPF record is wrong, or does not include this deployment
	Dmarc,   // no DMARC rule, or a wrong one
	Unread   // DNS says nothing since a while
};
inline constexpr auto kSendingFaults = enumWords<SendingFault>({{SendingFault::None, "none"},
	{SendingFault::NoKey, "no_key"},
	{SendingFault::Record, "record"},
	{SendingFault::Spf, "spf"},
	{SendingFault::Dmarc, "dmarc"},
	{SendingFault::Unread, "unread"}});

/// Is a company's claim of an e-mail domain.
struct Claim
{
	ClaimId id{};
	std::string name{};  // lower-case ASCII
	std::string txt{};   // what the TXT record of the domain must say
	State state = State::Waiting;
	Proof proof = Proof::None;
	Finding finding = Finding::None;
	Instant made{};
	std::optional<Instant> seen{};          // when the record was last found
	std::optional<Instant> failingSince{};  // set while Failing
	std::optional<Instant> checked{};       // when somebody last looked
	std::optional<Instant> next{};          // when the schedule looks again; empty: not by itself
	bool isReminded = false;
	std::string reading{};  // what the domain publishes about mail, JSON of domain/MailRecords.h; empty: not read
	std::string reason{};   // why the operator refused it
	Sending sending = Sending::Off;
	SendingFault sendingFault = SendingFault::NoKey;
	std::optional<Instant> sendingSeen{};  // when mails could last leave from it

	bool isOwned() const noexcept { return state == State::Proved || state == State::Failing; }
};

/// Says when the schedule looks, and how long a proof may be missing.
struct Pace
{
	std::chrono::seconds recheck{}, lapseAfter{}, remindBefore{};
};

/// Is how a look for the proof changed a claim.
struct Looked
{
	Claim claim;
	Turn turn = Turn::None;
};

/// Returns when a failing claim lapses.
Instant lapseOf(const Claim& claim, const Pace& pace);
/// Applies what a look found. An answer that may be the network's fault takes nothing from a company for three days.
Looked looked(Claim claim, Finding finding, Instant now, const Pace& pace);
/// Returns a name and those above it that have two labels at least: "a.example.com", "example.com".
std::vector<std::string> withParents(const std::string& name);

}
