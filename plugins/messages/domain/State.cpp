#include "domain/State.h"

namespace sx::messages {

std::string_view wordOf(Cause cause) noexcept
{
	switch (cause)
	{
	case Cause::UsedUp: return "used_up";
	case Cause::Expired: return "expired";
	case Cause::Sender: return "sender";
	case Cause::Recipient: return "recipient";
	case Cause::Abandoned: return "abandoned";
	}
	return "";
}

std::optional<Cause> causeOf(std::string_view word) noexcept
{
	for (auto each: {Cause::UsedUp, Cause::Expired, Cause::Sender, Cause::Recipient, Cause::Abandoned})
		if (wordOf(each) == word) return each;
	return std::nullopt;
}

std::string_view wordOf(Shown shown) noexcept
{
	switch (shown)
	{
	case Shown::Waiting: return "waiting";
	case Shown::Read: return "read";
	case Shown::UsedUp: return "used_up";
	case Shown::Expired: return "expired";
	case Shown::Destroyed: return "destroyed";
	}
	return "";
}

std::optional<Shown> shownOf(std::string_view word) noexcept
{
	for (auto each: {Shown::Waiting, Shown::Read, Shown::UsedUp, Shown::Expired, Shown::Destroyed})
		if (wordOf(each) == word) return each;
	return std::nullopt;
}

Shown shownState(std::optional<Cause> cause, bool isOpened, Instant expires, Instant now) noexcept
{
	if (cause == Cause::UsedUp) return Shown::UsedUp;
	if (cause == Cause::Expired) return Shown::Expired;
	if (cause) return Shown::Destroyed;
	if (now >= expires) return Shown::Expired;
	return isOpened ? Shown::Read : Shown::Waiting;
}

Shown shownState(std::optional<Cause> cause, int opens, int opensLeft, Instant expires, Instant now) noexcept
{
	if (opensLeft == 0) return Shown::UsedUp;
	return shownState(cause, opensLeft < opens, expires, now);
}

}
