// Who may open, when, and what a wrong try costs (protocol.md section 6). Pure: values in, a decision out.
#pragma once
#include "domain/Message.h"

#include <optional>

namespace sx::messages {

inline constexpr int kFreeTries = 5;  // wrong ones before waits begin
inline constexpr int kAllTries = 15;  // then only the sender unlocks
inline constexpr std::chrono::hours kLongestLease{24};

/// Tries of one grant since the last right one.
struct Tries
{
	int wrong = 0;
	Instant waitUntil{};
};
/// After one more wrong try: the fifth costs a minute, each further one doubles, at most an hour.
Tries afterWrong(Tries tries, Instant now) noexcept;
inline int triesLeft(const Tries& tries) noexcept { return tries.wrong < kAllTries ? kAllTries - tries.wrong : 0; }

/// Why nothing opens. The stranger sees one answer for all; the sender's register has these words.
enum class Refusal { None, Unknown, WrongKey, NotSent, Expired, UsedUp, Destroyed };
/// "wrong_key", "expired" …: what the register stores.
std::string_view wordOf(Refusal refusal) noexcept;

/// What the database knows of a grant, at one moment.
struct GrantState
{
	bool isSent = false;
	bool isDestroyed = false;  // message or share gone
	Instant expires{};
	int opensLeft = 0;
	unsigned gates = 0;
	Tries tries{};
};

/// Which gates were answered rightly; always all computed, so that time tells nothing.
struct Answers
{
	bool isPasswordRight = false;
	bool isCodeRight = false;
	bool isSmsRight = false;
	bool areOthersRight = true;  // of plugins; without any, nothing is wrong
};

/// A lease that this client holds already.
struct HeldLease
{
	Instant expires{};
	bool isEnded = false;
};

struct OpenDecision
{
	enum class Kind { Take, Repeat, LeaseOver, Refuse, Wrong, Locked };
	Kind kind = Kind::Refuse;
	Refusal refusal = Refusal::None;
	Tries tries{};                                     // of Wrong: as they are from now on
	std::optional<std::chrono::seconds> retryAfter{};  // of Locked; none: only the sender unlocks
};

/// Whether the message still opens for who holds the key: the gates' page asks this.
Refusal refusalOf(const GrantState& grant, Instant now) noexcept;

/// While tries of this grant must wait; nullopt: they need not.
struct Lock
{
	std::optional<std::chrono::seconds> retryAfter{};
};  // none: only the sender unlocks
std::optional<Lock> lockOf(const Tries& tries, Instant now) noexcept;

/// Precondition: the proof was right. held: the lease asked for, when it exists.
OpenDecision decideOpen(
	const GrantState& grant, const Answers& answers, const std::optional<HeldLease>& held, Instant now) noexcept;

/// When a new lease ends: never after the message.
Instant leaseEnd(Instant now, std::chrono::seconds lease, Instant messageExpires) noexcept;
/// When a lease ends once a download of so many bytes begins: long enough for a slow line, at most 24 hours after it
/// began, never earlier than it would have, never after the message.
Instant renewedEnd(Instant started,
	Instant expires,
	Instant now,
	std::chrono::seconds lease,
	std::int64_t bytes,
	Instant messageExpires) noexcept;

}
