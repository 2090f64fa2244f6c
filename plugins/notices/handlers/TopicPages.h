// Serves what people do about topics: on My account, and by links of mails without sign-in.
#pragma once
#include "services/Subscriptions.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::notices {

class TopicPages
{
public:
	TopicPages(const Context& context, const Subscriptions& subscriptions):
		_pages(context.pages()), _subscriptions(subscriptions)
	{
	}
	static Routes<TopicPages> routes();
	/// Returns the view of fragments/topics.html, on My account.
	Value own(const Request& request) const;

private:
	Result<Response> choose(Request& request) const;
	Result<Response> showLeave(Request& request) const;
	Result<Response> leave(Request& request) const;
	Result<Response> showConfirm(Request& request) const;
	Result<Response> confirm(Request& request) const;
	/// act: "leave." or "confirm.", the beginning of its words; isDone: it was done, and no button is left.
	Response page(Request& request, const TopicLink& link, const std::string& act, bool isDone) const;

	const Pages& _pages;
	const Subscriptions& _subscriptions;
};

}
