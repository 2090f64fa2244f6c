// Decides who may open, when, and what a wrong try costs (protocol.md section 6). Pure: values in, a decision out.
#pragma once
#include "domain/Tries.h"
#include "sx/sealed/Item.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::sealed {

inline constexpr std::chrono::hours kLongestLease{24};

/// Says why nothing opens. A stranger gets one response for all reasons; the sender's register has the reason.
enum class Refusal { None, Unknown, WrongKey, NotSent, Expired, UsedUp, Destroyed };
/// Returns the word that the register stores: "wrong_key", "expired" …
std::string_view wordOf(Refusal refusal) noexcept;

/// Holds what the database knows of a grant at one moment.
struct GrantState
{
	bool isSent = false;
	bool isDestroyed = false;  // the message is destroyed, or its share is gone while opens are left
	Instant expires{};
	int opensLeft = 0;
	unsigned gates = 0;
	Tries tries{};
};

/// Says what was answered to one gate of a grant. Every gate of the grant is computed whatever the others said, so that
/// timing reveals nothing.
struct GateAnswer
{
	std::string name;   // "password", "code", or a plugin's
	unsigned flag = 0;  // its flag in the slot header; 0: it has none
	bool isGiven = false;
	bool isRight = false;
};

/// Tells whether every gate was answered rightly. A flag of the slot header that no answer stands for counts as wrong:
/// its gate cannot be checked.
bool areAllRight(unsigned flags, const std::vector<GateAnswer>& answers) noexcept;
/// Returns the names of the gates that were answered wrongly, separated by commas, for the sender's register.
std::string wrongNames(const std::vector<GateAnswer>& answers);

/// Describes a lease that this client holds already.
struct HeldLease
{
	Instant expires{};
	bool isEnded = false;
};

/// Holds what decideOpen() decided.
struct OpenDecision
{
	enum class Kind { Take, Repeat, LeaseOver, Refuse, Wrong, Locked };
	Kind kind = Kind::Refuse;
	Refusal refusal = Refusal::None;
	Tries tries{};                                     // Wrong: counted after this try
	std::optional<std::chrono::seconds> retryAfter{};  // Locked: when to retry; empty: only the sender unlocks
};

/// Returns why the message does not open for a reader who holds the key; None if it does. The gates' page asks this.
Refusal refusalOf(const GrantState& grant, Instant now) noexcept;

/// Describes the wait that wrong tries of a grant have caused.
struct Lock
{
	std::optional<std::chrono::seconds> retryAfter{};  // empty: only the sender unlocks
};
/// Returns the wait of these tries; nullopt if there is none.
std::optional<Lock> lockOf(const Tries& tries, Instant now) noexcept;

/// Decides whether a request opens. Precondition: the proof was right. answers: of every gate of the grant; none are
/// needed with a lease. held: the lease that the request names, if it exists.
OpenDecision decideOpen(const GrantState& grant,
	const std::vector<GateAnswer>& answers,
	const std::optional<HeldLease>& held,
	Instant now) noexcept;

/// Returns when a new lease ends: never after the message.
Instant leaseEnd(Instant now, std::chrono::seconds lease, Instant messageExpires) noexcept;
/// Returns when a lease ends once a download of `bytes` begins: long enough for a slow line, at most 24 hours after the
/// lease started, never after the message, but never earlier than it would have ended.
Instant renewedEnd(Instant started,
	Instant expires,
	Instant now,
	std::chrono::seconds lease,
	std::int64_t bytes,
	Instant messageExpires) noexcept;

}
