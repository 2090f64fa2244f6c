// Defines the lines of the register: what happened to a sealed thing, without content.
#pragma once
#include "sx/sealed/Item.h"
#include "sx/time.h"

#include <algorithm>

namespace sx::sealed {

using EventId = Id<struct EventTag>;  // UUIDv7

enum class EventKind {
	Sent,
	Resent,
	Delivered,
	Undelivered,
	Visited,
	Asked,
	Opened,
	Downloaded,
	Finished,
	Refused,
	WrongSecret,
	Locked,
	Reported,
	Replied,
	AskedAgain,
	AgainRefused,
	Shortened,
	Unlocked,
	GivenUp,
	Expired,
	Destroyed
};
inline constexpr auto kEventKinds = enumWords<EventKind>({{EventKind::Sent, "sent"},
	{EventKind::Resent, "resent"},
	{EventKind::Delivered, "delivered"},
	{EventKind::Undelivered, "undelivered"},
	{EventKind::Visited, "visited"},
	{EventKind::Asked, "asked"},
	{EventKind::Opened, "opened"},
	{EventKind::Downloaded, "downloaded"},
	{EventKind::Finished, "finished"},
	{EventKind::Refused, "refused"},
	{EventKind::WrongSecret, "wrong_secret"},
	{EventKind::Locked, "locked"},
	{EventKind::Reported, "reported"},
	{EventKind::Replied, "replied"},
	{EventKind::AskedAgain, "asked_again"},
	{EventKind::AgainRefused, "again_refused"},
	{EventKind::Shortened, "shortened"},
	{EventKind::Unlocked, "unlocked"},
	{EventKind::GivenUp, "given_up"},
	{EventKind::Expired, "expired"},
	{EventKind::Destroyed, "destroyed"}});
constexpr std::string_view wordOf(EventKind kind) noexcept { return kEventKinds.wordOf(kind); }

/// Says from where somebody acts: network address and User-Agent, both in their own words.
struct Actor
{
	std::string address{}, agent{};
};

/// Is a line of the register.
struct Event
{
	EventId id{};  // empty: append() draws it
	ItemId item;
	GrantId grant{};  // empty: about the item as a whole
	Instant at{};     // zero: now
	EventKind kind{};
	std::string cause{};      // of a refusal; gates of a wrong answer; the file of a download; else a detail
	std::int64_t number = 0;  // of an open; tries left after a wrong answer
	std::int64_t most = 0;    // how many opens the link had when it was opened; else 0
	Actor actor{};            // of the first time; empty in a line that merges several actors
	std::int64_t times = 1;   // repeats are one line
	Instant last{};           // when it happened last; zero: at

	Instant latest() const noexcept { return std::max(at, last); }
};

/// Returns the members that every response of the API with a line has (docs/wire.md).
inline Value eventValue(const Event& event)
{
	return Value::object({{"at", isoTime(event.at)},
		{"kind", wordOf(event.kind)},
		{"cause", event.cause},
		{"number", event.number},
		{"times", event.times},
		{"last", isoTime(event.latest())},
		{"address", event.actor.address},
		{"agent", event.actor.agent}});
}

}
