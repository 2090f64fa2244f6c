// The portal's and the reader's pages of this plugin; templates/README.md says what each template is given.
#pragma once
#include "handlers/Following.h"

namespace sx::messages {

/// [any thread]
class MessagePages
{
public:
	MessagePages(const Services& services, const Following& following): _services(services), _following(following) {}

	Result<Response> composer(Request& request) const;
	Result<Response> sent(Request& request) const;
	Result<Response> detail(Request& request) const;
	Result<Response> destroy(Request& request) const;
	/// The same bytes for every token; no state changes.
	Result<Response> read(Request& request) const;
	/// The script of the download's service worker, under the path that lets it serve /m/sealed/.
	Result<Response> worker(Request& request) const;

private:
	const Services& _services;
	const Following& _following;
};

}
