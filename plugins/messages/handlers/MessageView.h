// Holds what the pages show of one message: its row, its recipients, their events.
#pragma once
#include "services/Followed.h"
#include "sx/views.h"

namespace sx::messages {

/// Writes words and dates for one request, and knows what time it is.
struct Words: RequestWords
{
	Words(const Services& services, const Request& request):
		RequestWords(services.context.pages(), request), now(services.now())
	{
	}
	Instant now;
};

/// Returns what JSON says of a message that its author follows, but for its direction (docs/wire.md).
Value followedValue(const Followed& followed, const Keys& keys, Instant now);
/// Returns the state of a message as its author is shown it.
sealed::Shown shownState(const Followed& followed, Instant now);

/// Is what a row and the detail page have in common.
struct MessageView
{
	MessageView(const Followed& followed, const Words& words, const Keys& keys, Pages::Style style);
	Value value() const;

	std::string id, note, fallback;  // note: sealed, as base64url; fallback: shown until the note is open
	Instant made;
	std::string madeText, limitText;
};

/// Says what went wrong while it can still be repaired, which says more than the state.
enum class Alarm { Undelivered, Locked, Wrong };
inline constexpr auto kAlarms = enumWords<Alarm>(
	{{Alarm::Undelivered, "undelivered"}, {Alarm::Locked, "locked"}, {Alarm::Wrong, "wrong"}});

/// Is the view of the partials `dots` and `state`, with what a list names beside them.
struct RecipientView
{
	RecipientView(const Followed& followed, const Recipient& recipient, const Words& words);
	Value value() const;

	const sealed::Grant& grant;
	bool isOver = false;
	sealed::Shown state = sealed::Shown::Waiting;
	std::optional<Alarm> alarm{};  // nothing: all is well
	std::string stateText, opensText;
};

/// Is one line of a recipient's register.
struct EventView
{
	sealed::EventView event;
	std::string atText;
	std::optional<std::ptrdiff_t> file{};  // its number in the note, of a download

	Value value() const;
};

/// Returns the events of one recipient and those of the whole message, newest first. files: in their order.
std::vector<EventView> eventViews(const std::vector<sealed::EventView>& events,
	const GrantId& grant,
	const std::vector<FileId>& files,
	const Words& words);

}
