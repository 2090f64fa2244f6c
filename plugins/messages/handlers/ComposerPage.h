// Serves the composer, and fills the slots of the reading page; templates/README.md says what each template is given.
#pragma once
#include "handlers/ReceivedPages.h"

namespace sx::messages {

class ComposerPage
{
public:
	ComposerPage(const Services& services, const ReceivedPages& received): _services(services), _received(received) {}
	static Routes<ComposerPage> routes();

	/// Returns the view of the reply form, which the reading page shows after an open: the same for every link.
	Value replyView(const Request& request) const;

private:
	Result<Response> composer(Request& request) const;

	const Services& _services;
	const ReceivedPages& _received;
};

}
