// Sorts the register's lines under the filters that an owner can choose.
#pragma once
#include "sx/sealed/Event.h"

#include <chrono>

namespace sx::sealed {

enum class Sort { Opens, Refusals, Visits, Notices, Ends };
inline constexpr auto kSorts = enumWords<Sort>({{Sort::Opens, "opens"},
	{Sort::Refusals, "refusals"},
	{Sort::Visits, "visits"},
	{Sort::Notices, "notices"},
	{Sort::Ends, "ends"}});

constexpr Sort sortOf(EventKind kind) noexcept
{
	switch (kind)
	{
	case EventKind::Opened:
	case EventKind::Downloaded:
	case EventKind::Finished: return Sort::Opens;
	case EventKind::Refused:
	case EventKind::WrongSecret:
	case EventKind::Locked:
	case EventKind::Reported: return Sort::Refusals;
	case EventKind::Visited:
	case EventKind::Asked: return Sort::Visits;
	case EventKind::Sent:
	case EventKind::Resent:
	case EventKind::Delivered:
	case EventKind::Undelivered:
	case EventKind::Replied:
	case EventKind::AskedAgain:
	case EventKind::AgainRefused: return Sort::Notices;
	case EventKind::Shortened:
	case EventKind::Unlocked:
	case EventKind::Expired:
	case EventKind::Destroyed:
	case EventKind::GivenUp: return Sort::Ends;
	}
	return Sort::Ends;
}

/// Tells whether lines of this kind are failures or refusals.
constexpr bool isBad(EventKind kind) noexcept
{
	return sortOf(kind) == Sort::Refusals || kind == EventKind::Undelivered;
}

/// Tells whether a line is the owner's own act, whose address is not worth showing.
constexpr bool isOfOwner(EventKind kind) noexcept
{
	return kind == EventKind::Resent || kind == EventKind::Unlocked || kind == EventKind::AgainRefused;
}

/// Limits the lines of one kind and cause that a grant may have; what comes beyond is counted on the newest of them. So
/// a stranger who knows a link's path fills no disk, and pushes out nothing of another kind or cause (finding F9).
inline constexpr int kMostLines = 50;
/// Repeats of the same actor within this time are one line.
inline constexpr std::chrono::hours kOneLine{1};

}
