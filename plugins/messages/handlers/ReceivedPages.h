// Shows the replies that a person received and the conversations that they belong to: portal page, API, and what the
// composer needs to reply.
#pragma once
#include "handlers/Access.h"
#include "handlers/MessageView.h"
#include "services/Conversations.h"

namespace sx::messages {

class ReceivedPages
{
public:
	ReceivedPages(const Services& services, const Conversations& conversations):
		_services(services), _conversations(conversations)
	{
	}
	static Routes<ReceivedPages> routes();

	/// Returns all of a conversation, oldest first, as the detail page shows it.
	Result<Value::List> views(const Request& request, const MessageRow& message, const Words& words) const;
	/// Returns what the composer shows of the message that `?reply_to=ID` replies to: {id, note, text, url, to}; null
	/// without that parameter. Errors: Missing (not one of the person's messages).
	Result<Value> repliedTo(const Request& request, const Words& words) const;

private:
	Result<Response> list(Request& request) const;
	Result<Response> page(Request& request) const;
	Result<Response> conversation(Request& request) const;
	Result<FollowedPage> found(const Request& request, int limit) const;
	Value valueOf(const Followed& followed, const UserId& person) const;

	const Services& _services;
	const Conversations& _conversations;
};

}
