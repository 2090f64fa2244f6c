// Serves the composer and the reader's page; templates/README.md says what each template is given.
#pragma once
#include "handlers/Conversations.h"

namespace sx::messages {

/// Renders the pages on which messages are written and read. [any thread]
class MessagePages
{
public:
	MessagePages(const Services& services, const Conversations& conversations):
		_services(services), _conversations(conversations)
	{
	}

	Result<Response> composer(Request& request) const;
	/// Returns the same bytes for every token, and changes no state.
	Result<Response> read(Request& request) const;
	/// Returns the script of the download's service worker, under the path that lets it serve /m/sealed/.
	Result<Response> worker(Request& request) const;

private:
	const Services& _services;
	const Conversations& _conversations;
};

}
