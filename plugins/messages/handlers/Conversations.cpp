#include "handlers/Conversations.h"

#include "store/ReplyRows.h"

#include <cctype>
#include <charconv>

namespace sx::messages {
namespace {

constexpr int kConversationsOfAPage = 25;
constexpr std::size_t kMostWanted = 100;

Result<std::vector<Followed>> withGrants(Sql& sql, std::vector<MessageRow> messages)
{
	auto grants = message_rows::grantsOfAll(sql, messages);
	if (!grants) return grants.error();
	std::vector<Followed> out;
	for (auto& message: messages)
	{
		Followed each{std::move(message), {}};
		for (const auto& grant: *grants)
			if (grant.message == each.message.id) each.grants.push_back(grant);
		out.push_back(std::move(each));
	}
	return out;
}

bool isReceived(const MessageRow& message, const UserId& person) { return message.position.receiver == person; }

std::string pageUrl(const std::string& wanted, const std::string& before)
{
	std::string url = "/messages/received";
	char separator = '?';
	for (const auto& [name, value]: {std::pair("q", wanted), std::pair("before", before)})
	{
		if (value.empty()) continue;
		url += separator + std::string(name) + '=';
		for (unsigned char c: value)
		{
			constexpr std::string_view kHex = "0123456789ABCDEF";
			if (std::isalnum(c) || c == '-' || c == '_' || c == '.')
				url.push_back(static_cast<char>(c));
			else
				url += {'%', kHex[c >> 4], kHex[c & 15]};
		}
		separator = '&';
	}
	return url;
}

std::string conversationUrl(const MessageRow& message)
{
	return "/messages/" + (message.position.first.empty() ? message.id : message.position.first).value +
		"#conversation";
}

Value::List recipientViews(const Followed& followed, const Words& words)
{
	Value::List out;
	for (const auto& grant: followed.grants) out.push_back(recipientView(followed, grant, words));
	return out;
}

}

Result<Conversations::Received> Conversations::received(Request& request, int limit) const
{
	const auto wanted = request.query("q").value_or("");
	if (wanted.size() > kMostWanted) return Error{Code::Invalid, "too long", "", "", "q"};
	const MessageId before{request.query("before").value_or("")};
	return _services.store().read(request.tenant().id, [&](Sql& sql) -> Result<Received> {
		auto messages = reply_rows::received(sql, request.principal()->user, wanted, before, limit + 1);
		if (!messages) return messages.error();
		Received out;
		if (messages->size() > static_cast<std::size_t>(limit))
		{
			messages->pop_back();
			out.next = messages->back().id;
		}
		auto all = withGrants(sql, std::move(*messages));
		if (!all) return all.error();
		out.messages = std::move(*all);
		return out;
	});
}

Result<std::vector<Followed>> Conversations::all(Request& request, const MessageRow& message) const
{
	return _services.store().read(request.tenant().id, [&](Sql& sql) -> Result<std::vector<Followed>> {
		auto messages = reply_rows::conversation(sql, request.principal()->user, message);
		if (!messages) return messages.error();
		return withGrants(sql, std::move(*messages));
	});
}

Value Conversations::valueOf(const Followed& followed, const UserId& person) const
{
	const auto& message = followed.message;
	const auto now = _services.now();
	bool isOpened = false;
	Value::List recipients;
	for (const auto& grant: followed.grants)
	{
		isOpened = isOpened || grant.firstOpened.has_value();
		recipients.push_back(Value::object({{"address", grant.address},
			{"name", grant.name},
			{"state", wordOf(shownState(message.cause, grant.opens, grant.opensLeft, message.expires, now))}}));
	}
	return Value::object({{"id", message.id.value},
		{"direction", isReceived(message, person) ? "received" : "sent"},
		{"in_reply_to", message.position.inReplyTo.empty() ? Value() : Value(message.position.inReplyTo.value)},
		{"thread", (message.position.first.empty() ? message.id : message.position.first).value},
		{"from",
			Value::object({{"name", message.senderName},
				{"address", message.senderAddress},
				{"verified", !message.position.isByLink()}})},
		{"made", isoTime(message.made)},
		{"expires", isoTime(message.expires)},
		{"state", wordOf(shownState(message.cause, isOpened, message.expires, now))},
		{"recipients", std::move(recipients)}});
}

Result<Response> Conversations::conversation(Request& request) const
{
	const auto& person = request.principal()->user;
	auto message = _services.store().read(
		request.tenant().id, [&](Sql& sql) { return reply_rows::ofPerson(sql, person, {request.parameter("id")}); });
	if (!message) return message.error();
	auto found = all(request, *message);
	if (!found) return found.error();
	Value::List messages;
	for (const auto& each: *found) messages.push_back(valueOf(each, person));
	return Response::json(Value::object({{"messages", std::move(messages)}}));
}

Result<Value::List> Conversations::views(Request& request, const MessageRow& message, const Words& words) const
{
	auto found = all(request, message);
	if (!found) return found.error();
	Value::List out;
	for (const auto& each: *found)
	{
		const bool isIn = isReceived(each.message, request.principal()->user);
		const auto others = static_cast<std::int64_t>(each.grants.size()) - 1;
		const auto& first = each.grants.front();
		const auto name = isIn ? each.message.senderName : first.name.empty() ? first.address : first.name;
		out.push_back(Value::object({
			{"title",
				isIn ? words("conversation.received", Value::object({{"name", name}}))
					 : words("sent.to", Value::object({{"name", name}, {"others", others}}))},
			{"isReceived", isIn},
			{"isUnverified", each.message.position.isByLink()},
			{"isCurrent", each.message.id == message.id},
			{"url", isIn ? std::string() : "/messages/" + each.message.id.value},
			{"made", isoTime(each.message.made)},
			{"madeText", words.date(each.message.made, Pages::Style::Short)},
			{"replyUrl", "/messages/new?reply_to=" + each.message.id.value},
			{"replyName",
				words("conversation.reply_to",
					Value::object({{"name", name}, {"date", words.date(each.message.made, Pages::Style::Short)}}))},
			{"recipients", recipientViews(each, words)},
		}));
	}
	return out;
}

Result<Response> Conversations::list(Request& request) const
{
	int limit = 50;
	if (auto asked = request.query("limit"))
	{
		const auto parsed = std::from_chars(asked->data(), asked->data() + asked->size(), limit);
		if (parsed.ec != std::errc() || parsed.ptr != asked->data() + asked->size() || limit < 1 || limit > 100)
			return Error{Code::Invalid, "1 to 100", "", "", "limit"};
	}
	auto found = received(request, limit);
	if (!found) return found.error();
	Value::List messages;
	for (const auto& each: found->messages) messages.push_back(valueOf(each, request.principal()->user));
	return Response::json(Value::object(
		{{"messages", std::move(messages)}, {"next", found->next.empty() ? Value() : Value(found->next.value)}}));
}

Result<Response> Conversations::page(Request& request) const
{
	const auto words = wordsOf(request, _services);
	auto found = received(request, kConversationsOfAPage);
	if (!found) return found.error();
	const auto wanted = request.query("q").value_or("");
	Value::List rows;
	for (const auto& each: found->messages)
		rows.push_back(Value::object({
			{"name", each.message.senderName},
			{"address", each.message.senderAddress},
			{"made", isoTime(each.message.made)},
			{"madeText", words.date(each.message.made, Pages::Style::Short)},
			{"limitText",
				words("sent.limit.expires",
					Value::object({{"date", words.date(each.message.expires, Pages::Style::Short)}}))},
			{"isOver", each.message.isOver() || words.now >= each.message.expires},
			{"url", conversationUrl(each.message)},
			{"replyUrl", "/messages/new?reply_to=" + each.message.id.value},
			{"replyName",
				words("conversation.reply_to",
					Value::object({{"name", each.message.senderName},
						{"date", words.date(each.message.made, Pages::Style::Short)}}))},
			{"recipients", recipientViews(each, words)},
		}));
	return Response::page("received",
		Value::object({
			{"title", words("received.title")},
			{"layout", "portal"},
			{"wanted", wanted},
			{"isFiltered", !wanted.empty()},
			{"hasRows", !rows.empty()},
			{"rows", std::move(rows)},
			{"hasNext", !found->next.empty()},
			{"nextUrl", pageUrl(wanted, found->next.value)},
			{"hasFirst", !request.query("before").value_or("").empty()},
			{"firstUrl", pageUrl(wanted, "")},
		}));
}

Result<Value> Conversations::repliedTo(Request& request, const Words& words) const
{
	const auto asked = request.query("reply_to").value_or("");
	if (asked.empty()) return Value();
	const auto only = request.query("to").value_or("");
	const auto& person = request.principal()->user;
	return _services.store().read(request.tenant().id, [&](Sql& sql) -> Result<Value> {
		auto message = reply_rows::ofPerson(sql, person, {asked});
		if (!message) return message.error();
		auto grants = message_rows::grantsOf(sql, message->id);
		if (!grants) return grants.error();
		// A reply goes back to its author; a message that the person sent goes to its recipients again.
		Value::List to;
		if (isReceived(*message, person))
			to.push_back(Value::object({{"address", message->senderAddress}, {"name", message->senderName}}));
		else
			for (const auto& grant: *grants)
				if (only.empty() || grant.id.value == only)
					to.push_back(Value::object({{"address", grant.address}, {"name", grant.name}}));
		for (auto& each: to)
			if (each["name"].text() == each["address"].text()) each.set("name", "");
		return Value::object({{"id", message->id.value},
			{"note", message->note.value.empty() ? std::string() : _services.keys().toBase64Url(message->note.value)},
			{"text",
				words(
					"conversation.replying", Value::object({{"date", words.date(message->made, Pages::Style::Long)}}))},
			{"url", conversationUrl(*message)},
			{"to", std::move(to)}});
	});
}

}
