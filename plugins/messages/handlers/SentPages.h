// Shows the sent list and one message's page, with what its sender may do there; templates/README.md says what each
// template is given.
#pragma once
#include "handlers/ReceivedPages.h"
#include "handlers/SentViews.h"
#include "sx/tables/Exports.h"

namespace sx::messages {

class SentPages
{
public:
	SentPages(const Services& services, const FollowMessages& following, const ReceivedPages& received):
		_services(services), _following(following), _received(received),
		_writer(services.context.find<tables::Writer>())
	{
	}
	static Routes<SentPages> routes();

private:
	Result<Response> sent(Request& request) const;
	Result<Response> detail(Request& request) const;
	// Forms: each redirects to the message's page, which says what was done.
	Result<Response> destroy(Request& request) const;
	Result<Response> shorten(Request& request) const;
	Result<Response> unlock(Request& request) const;

	/// Returns a message's recipients, with their registers.
	Result<std::vector<DetailView::RecipientRow>> recipientsOf(
		const Request& request, const Followed& followed, const Words& words) const;

	const Services& _services;
	const FollowMessages& _following;
	const ReceivedPages& _received;
	const tables::Writer* const _writer;  // may be null
};

}
