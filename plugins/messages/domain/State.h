// What the sender is shown of a message and of each recipient.
#pragma once
#include "domain/Message.h"

#include <optional>
#include <string>

namespace sx::messages {

/// Why a message was destroyed.
enum class Cause { UsedUp, Expired, Sender, Recipient, Abandoned };
std::string_view wordOf(Cause cause) noexcept;
std::optional<Cause> causeOf(std::string_view word) noexcept;

enum class Shown { Waiting, Read, UsedUp, Expired, Destroyed };
std::string_view wordOf(Shown shown) noexcept;
std::optional<Shown> shownOf(std::string_view word) noexcept;

/// isOpened: somebody opened it at least once.
Shown shownState(std::optional<Cause> cause, bool isOpened, Instant expires, Instant now) noexcept;
/// The same for one recipient, who may have used up his opens while others still have theirs.
Shown shownState(std::optional<Cause> cause, int opens, int opensLeft, Instant expires, Instant now) noexcept;

}
