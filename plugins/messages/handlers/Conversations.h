// Answers that a person got, and the conversations that they belong to: portal page, API, and what the composer needs
// to answer.
#pragma once
#include "handlers/MessageView.h"

namespace sx::messages {

/// Reading an answer takes its link, which only the mail has (docs/decisions/replies.md). [any thread]
class Conversations
{
public:
	explicit Conversations(const Services& services): _services(services) {}

	/// GET /api/v1/messages/received
	Result<Response> list(Request& request) const;
	/// GET /messages/received
	Result<Response> page(Request& request) const;

	/// GET /api/v1/messages/ID/conversation: of any message that the person sent or got
	Result<Response> conversation(Request& request) const;
	/// All of a conversation, oldest first, as the detail page shows it.
	Result<Value::List> views(Request& request, const MessageRow& message, const Words& words) const;
	/// Whom `?reply_to=ID` answers, for the composer: {id, address, name, heading}, or null. Errors: Missing (none of
	/// the person's messages).
	Result<Value> answered(Request& request, const Words& words) const;

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
