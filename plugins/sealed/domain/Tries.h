// Counts wrong passwords and codes, and says when they lock a grant (protocol.md section 6). Pure.
#pragma once
#include "sx/base.h"

namespace sx::sealed {

inline constexpr int kFreeTries = 5;  // the wrong try that begins the waits
inline constexpr int kAllTries = 15;  // after so many, only the sender unlocks

/// Counts the wrong tries of one grant since the last right one.
struct Tries
{
	int wrong = 0;
	Instant waitUntil{};
};

/// Returns the tries after one more wrong one: the fifth costs a minute, each further one twice as long, at most an
/// hour.
Tries afterWrong(Tries tries, Instant now) noexcept;

/// Returns how many wrong tries are left before only the sender unlocks.
inline int triesLeft(const Tries& tries) noexcept { return tries.wrong < kAllTries ? kAllTries - tries.wrong : 0; }

}
