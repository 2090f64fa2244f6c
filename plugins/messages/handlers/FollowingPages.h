// Shows the sent list and one message's page, with what its sender may do there; templates/README.md says what each
// template is given.
#pragma once
#include "handlers/Conversations.h"

namespace sx::messages {

/// Renders the pages of sent messages. [any thread]
class FollowingPages
{
public:
	FollowingPages(const Services& services, const Following& following, const Conversations& conversations):
		_services(services), _following(following), _conversations(conversations)
	{
	}

	Result<Response> sent(Request& request) const;
	Result<Response> detail(Request& request) const;
	// Forms: each redirects to the message's page, which says what was done.
	Result<Response> destroy(Request& request) const;
	Result<Response> shorten(Request& request) const;
	Result<Response> unlock(Request& request) const;

private:
	const Services& _services;
	const Following& _following;
	const Conversations& _conversations;
};

}
