// Derives the state that the sender is shown, for a message and for each recipient.
#pragma once
#include "domain/Message.h"

#include <optional>
#include <string>

namespace sx::messages {

/// Says why a message was destroyed.
enum class Cause { UsedUp, Expired, Sender, Recipient, Abandoned };
std::string_view wordOf(Cause cause) noexcept;
std::optional<Cause> causeOf(std::string_view word) noexcept;

/// Names the states that a sender is shown.
enum class Shown { Waiting, Read, UsedUp, Expired, Destroyed };
std::string_view wordOf(Shown shown) noexcept;
std::optional<Shown> shownOf(std::string_view word) noexcept;

/// Returns the state of a message. isOpened: somebody opened it at least once.
Shown shownState(std::optional<Cause> cause, bool isOpened, Instant expires, Instant now) noexcept;
/// Returns the state of one recipient, who may have used up their opens while others still have some.
Shown shownState(std::optional<Cause> cause, int opens, int opensLeft, Instant expires, Instant now) noexcept;

}
