#include "handlers/ReceivedPages.h"

#include "sx/list.h"
#include "sx/time.h"
#include "sx/text.h"

namespace sx::messages {
namespace {

constexpr int kRowsOfAPage = 25;
constexpr std::size_t kMostWanted = 100;

std::string conversationUrl(const MessageRow& message)
{
	return "/messages/" + message.position.first.value + "#conversation";
}

std::string replyUrl(const MessageRow& message) { return urlOf("/messages/new", {{"reply_to", message.id.value}}); }

std::string replyName(const Words& words, const std::string& name, Instant made)
{
	return words(
		"conversation.reply_to", Value::object({{"name", name}, {"date", words.date(made, Pages::Style::Short)}}));
}

Value::List recipientViews(const Followed& followed, const Words& words)
{
	Value::List out;
	for (const auto& each: followed.recipients) out.push_back(recipientView(followed, each, words));
	return out;
}

Value personValue(const std::string& address, const std::string& name)
{
	return Value::object({{"address", address}, {"name", name == address ? std::string() : name}});
}

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
	{
		const bool isIn = isReceived(each.message, request.principal()->user);
		const auto others = static_cast<std::int64_t>(each.recipients.size()) - 1;
		const auto name = isIn ? each.message.senderName : each.recipients.front().grant.shownName();
		const auto made = each.item.made;
		out.push_back(Value::object({
			{"title",
				isIn ? words("conversation.received", Value::object({{"name", name}}))
					 : words("sent.to", Value::object({{"name", name}, {"others", others}}))},
			{"isReceived", isIn},
			{"isUnverified", each.message.position.isByLink()},
			{"isCurrent", each.message.id == message.id},
			{"url", isIn ? std::string() : "/messages/" + each.message.id.value},
			{"made", isoTime(made)},
			{"madeText", words.date(made, Pages::Style::Short)},
			{"replyUrl", replyUrl(each.message)},
			{"replyName", replyName(words, name, made)},
			{"recipients", recipientViews(each, words)},
		}));
	}
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
	Value::List rows;
	for (const auto& each: page->messages)
	{
		const auto& [message, item, recipients] = each;
		rows.push_back(Value::object({
			{"name", message.senderName},
			{"address", message.senderAddress},
			{"made", isoTime(item.made)},
			{"madeText", words.date(item.made, Pages::Style::Short)},
			{"limitText",
				words("sent.limit.expires", Value::object({{"date", words.date(item.expires, Pages::Style::Short)}}))},
			{"isOver", !item.isLive(words.now)},
			{"url", conversationUrl(message)},
			{"replyUrl", replyUrl(message)},
			{"replyName", replyName(words, message.senderName, item.made)},
			{"recipients", recipientViews(each, words)},
		}));
	}
	auto view = Value::object({
		{"title", words("received.title")},
		{"layout", "portal"},
		{"wanted", wanted},
		{"isFiltered", !wanted.empty()},
		{"hasRows", !rows.empty()},
		{"rows", std::move(rows)},
	});
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
	const auto& [message, item, recipients] = *found;
	const auto only = request.query("to").value_or("");
	// A reply goes back to its author; a message that the person sent goes to its recipients again.
	Value::List to;
	if (isReceived(message, request.principal()->user))
		to.push_back(personValue(message.senderAddress, message.senderName));
	else
		for (const auto& each: recipients)
			if (only.empty() || each.grant.id.value == only)
				to.push_back(personValue(each.grant.address, each.grant.name));
	return Value::object({{"id", message.id.value},
		{"note", item.note.value.empty() ? std::string() : _services.keys().toBase64Url(item.note.value)},
		{"text", words("conversation.replying", Value::object({{"date", words.date(item.made, Pages::Style::Long)}}))},
		{"url", conversationUrl(message)},
		{"to", std::move(to)}});
}

}
