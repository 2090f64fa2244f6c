// Builds the view models of one message: what the sent list and the detail page show of it.
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

/// Returns the keys that a row and the detail page have in common: id, note, fallback, made, madeText, limitText.
Value messageView(const Followed& followed, const Words& words, const Keys& keys, Pages::Style style);
/// Returns what is shown of a recipient: name, address, initials, dots, state and its flags, opensText.
Value recipientView(const Followed& followed, const Recipient& recipient, const Words& words);
/// Returns the events of one recipient and those of the whole message, newest first. files: in their order.
Value::List eventViews(const std::vector<sealed::EventView>& events,
	const GrantId& grant,
	const std::vector<FileId>& files,
	const Words& words);
/// Returns the list of scripts of a page that has one.
inline Value::List scripts(const char* name) { return Value::List{Value(name)}; }

}
