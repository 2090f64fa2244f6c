#include "handlers/ReceivedPages.h"

#include "handlers/ReceivedViews.h"
#include "sx/list.h"
#include "sx/text.h"
#include "sx/time.h"

namespace sx::messages {
namespace {

constexpr int kRowsOfAPage = 25;
constexpr std::size_t kMostWanted = 100;

}

Routes<ReceivedPages> ReceivedPages::routes()
{
	return {
		{Method::Get, "/api/v1/messages/received", kSenders, &ReceivedPages::list},
		{Method::Get, "/api/v1/messages/{id:token}/conversation", kSenders, &ReceivedPages::conversation},
		{Method::Get, "/messages/received", kSenders, &ReceivedPages::page},
	};
}

Result<FollowedPage> ReceivedPages::found(const Request& request, int limit) const
{
	const auto wanted = request.query("q").value_or("");
	if (charactersIn(wanted) > kMostWanted) return invalid("q", "too long");
	return _conversations.received(askerOf(request), wanted, {beforeOf(request)}, limit);
}

Value ReceivedPages::valueOf(const Followed& followed, const UserId& person) const
{
	const auto& [message, item, all] = followed;
	const auto now = _services.now();
	Value::List recipients;
	for (const auto& each: all)
	{
		const auto state = sealed::shownState(item.cause, each.grant.opens, each.grant.opensLeft, item.expires, now);
		recipients.push_back(
			Value::object({{"address", each.grant.address}, {"name", each.grant.name}, {"state", wordOf(state)}}));
	}
	const auto& position = message.position;
	return Value::object({{"id", message.id.value},
		{"direction", isReceived(message, person) ? "received" : "sent"},
		{"in_reply_to", position.inReplyTo.empty() ? Value() : Value(position.inReplyTo.value)},
		{"thread", position.first.value},
		{"from",
			Value::object({{"name", message.senderName},
				{"address", message.senderAddress},
				{"verified", !position.isByLink()}})},
		{"made", isoTime(item.made)},
		{"expires", isoTime(item.expires)},
		{"state", wordOf(shownState(followed, now))},
		{"recipients", std::move(recipients)}});
}

Result<Response> ReceivedPages::conversation(Request& request) const
{
	const auto asker = askerOf(request);
	auto message = _conversations.ofPerson(asker, {request.parameter("id")});
	if (!message) return message.error();
	auto found = _conversations.all(asker, message->message);
	if (!found) return found.error();
	Value::List messages;
	for (const auto& each: *found) messages.push_back(valueOf(each, asker.user));
	return Response::json(Value::object({{"messages", std::move(messages)}}));
}

Result<Value::List> ReceivedPages::views(const Request& request, const MessageRow& message, const Words& words) const
{
	auto found = _conversations.all(askerOf(request), message);
	if (!found) return found.error();
	Value::List out;
	for (const auto& each: *found)
		out.push_back(
			ConversationView{each, isReceived(each.message, request.principal()->user), each.message.id == message.id}
				.value(words));
	return out;
}

Result<Response> ReceivedPages::list(Request& request) const
{
	auto limit = limitOf(request, kUsualRows, kMostRows);
	if (!limit) return limit.error();
	auto page = found(request, *limit);
	if (!page) return page.error();
	Value::List messages;
	for (const auto& each: page->messages) messages.push_back(valueOf(each, request.principal()->user));
	return Response::json(Value::object(
		{{"messages", std::move(messages)}, {"next", page->next.empty() ? Value() : Value(page->next.value)}}));
}

Result<Response> ReceivedPages::page(Request& request) const
{
	const Words words(_services, request);
	auto page = found(request, kRowsOfAPage);
	if (!page) return page.error();
	const auto wanted = request.query("q").value_or("");
	auto view = ReceivedView{words("received.title"), wanted, page->messages}.value(words);
	addPaging(view, request, page->next.value, [&](const std::string& before) {
		return urlOf("/messages/received", {{"q", wanted}, {"before", before}});
	});
	return Response::page("received", std::move(view));
}

Result<Value> ReceivedPages::repliedTo(const Request& request, const Words& words) const
{
	const auto asked = request.query("reply_to").value_or("");
	if (asked.empty()) return Value();
	auto found = _conversations.ofPerson(askerOf(request), {asked});
	if (!found) return found.error();
	return RepliedToView{
		*found, isReceived(found->message, request.principal()->user), {request.query("to").value_or("")}}
		.value(words, _services.keys());
}

}
