#include "handlers/AskAgainPages.h"

#include "handlers/MessageView.h"

#include <array>

namespace sx::messages {
namespace {

/// Is the view of templates/pages/ask-again.html.mustache.
struct AskAgainView
{
	std::string title, text;
	MessageId message;
	GrantId grant;

	Value value() const
	{
		const auto url = "/messages/" + message.value;
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"frame", "sx-public-narrow"},
			{"text", text},
			{"sendUrl", urlOf("/messages/new", {{"reply_to", message.value}, {"to", grant.value}})},
			{"refuseUrl", url + "/again/" + grant.value},
			{"detailUrl", url}});
	}
};

}

Routes<AskAgainPages> AskAgainPages::routes()
{
	const char* page = "/messages/{id:token}/again/{grant:token}";
	const RouteOptions once{
		.maxBodyBytes = 8192, .perMinute = 6, .spends = quotas::namesOf(std::array{kAsks}, mail::kMailQuotas)};
	return {
		{Method::Post, "/m/{token:token}/again", kAnyone, &AskAgainPages::ask, once},
		{Method::Get, page, kSenders, &AskAgainPages::page},
		{Method::Post, page, kSenders, &AskAgainPages::refuse},
	};
}

Result<Response> AskAgainPages::ask(Request& request) const
{
	auto queued = _asking.ask(request.tenant().id, request.parameter("token"), request.clientAddress());
	if (!queued) return queued.error();
	return Response::empty(202);
}

Result<Response> AskAgainPages::page(Request& request) const
{
	const GrantId grant{request.parameter("grant")};
	auto found = _asking.asked(request.tenant().id, request.principal()->user, {request.parameter("id")}, grant);
	if (!found) return found.error();
	const Words words(_services, request);
	const auto& item = found->item;
	const auto& asker = found->recipientOf(grant)->grant;
	const auto about = Value::object({{"name", asker.shownName()},
		{"sent", words.date(item.sent.value_or(item.made), Pages::Style::Long)},
		{"date", words.date(item.expires, Pages::Style::Long)}});
	const bool isOpenable = item.isLive(words.now) && asker.opensLeft > 0;
	const AskAgainView view{.title = words("ask_again.title", about),
		.text = words(isOpenable ? "ask_again.works" : "ask_again.over", about),
		.message = item.id,
		.grant = grant};
	return Response::page("ask-again", view.value());
}

Result<Response> AskAgainPages::refuse(Request& request) const
{
	auto done = _asking.refuse(askerOf(request), {request.parameter("id")}, {request.parameter("grant")});
	if (!done) return done.error();
	return Response::redirect("/messages/" + request.parameter("id"));
}

}
