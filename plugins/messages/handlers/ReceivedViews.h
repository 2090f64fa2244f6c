// Holds what the list of replies, a conversation and the composer's note of what it replies to show.
#pragma once
#include "handlers/MessageView.h"

namespace sx::messages {

/// Is the view of templates/pages/received.html.mustache.
struct ReceivedView
{
	std::string title, wanted;
	const std::vector<Followed>& messages;

	Value value(const Words& words) const;
};

/// Is one message of a conversation, as the partial `conversation` shows it to one side.
struct ConversationView
{
	const Followed& followed;
	bool isReceived = false, isCurrent = false;

	Value value(const Words& words) const;
};

/// Is what the composer shows of the message that it replies to.
struct RepliedToView
{
	const Followed& followed;
	bool isReceived = false;
	GrantId only{};  // of a sent message, whom to write to again; empty: all of its recipients

	Value value(const Words& words, const Keys& keys) const;
};

}
