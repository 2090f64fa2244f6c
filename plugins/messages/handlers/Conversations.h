// Shows the replies that a person received and the conversations that they belong to: portal page, API, and what the
// composer needs to reply.
#pragma once
#include "handlers/MessageView.h"

namespace sx::messages {

/// Lists replies and conversations; opening a reply takes its link, which only the mail has
/// (docs/decisions/replies.md). [any thread]
class Conversations
{
public:
	explicit Conversations(const Services& services): _services(services) {}

	/// Handles GET /api/v1/messages/received.
	Result<Response> list(Request& request) const;
	/// Handles GET /messages/received.
	Result<Response> page(Request& request) const;

	/// Handles GET /api/v1/messages/ID/conversation, for any message that the person sent or received.
	Result<Response> conversation(Request& request) const;
	/// Returns all of a conversation, oldest first, as the detail page shows it.
	Result<Value::List> views(Request& request, const MessageRow& message, const Words& words) const;
	/// Returns what the composer shows of the message that `?reply_to=ID` replies to: {id, note, text, url, to}; null
	/// without that parameter. Errors: Missing (not one of the person's messages).
	Result<Value> repliedTo(Request& request, const Words& words) const;

private:
	struct Received
	{
		std::vector<Followed> messages;
		MessageId next;
	};
	Result<Received> received(Request& request, int limit) const;
	Result<std::vector<Followed>> all(Request& request, const MessageRow& message) const;
	Value valueOf(const Followed& followed, const UserId& person) const;

	const Services& _services;
};

}
