#include "handlers/ReceivedViews.h"

#include "sx/time.h"
#include "sx/url.h"

namespace sx::messages {
namespace {

std::string conversationUrl(const MessageRow& message)
{
	return "/messages/" + message.position.first.value + "#conversation";
}

Value::List recipientsOf(const Followed& followed, const Words& words)
{
	Value::List out;
	for (const auto& each: followed.recipients) out.push_back(RecipientView(followed, each, words).value());
	return out;
}

/// Sets what a row and a message of a conversation have in common. name: whose reply a reply would answer.
void setReply(Value& view, const Followed& followed, const std::string& name, const Words& words)
{
	const auto made = followed.item.made;
	const auto madeText = words.date(made, Pages::Style::Short);
	view.set("made", isoTime(made));
	view.set("madeText", madeText);
	view.set("replyUrl", urlOf("/messages/new", {{"reply_to", followed.message.id.value}}));
	view.set("replyName", words("conversation.reply_to", Value::object({{"name", name}, {"date", madeText}})));
	view.set("recipients", recipientsOf(followed, words));
}

Value rowOf(const Followed& followed, const Words& words)
{
	const auto& [message, item, recipients] = followed;
	auto row = Value::object({{"name", message.senderName},
		{"address", message.senderAddress},
		{"limitText",
			words("sent.limit.expires", Value::object({{"date", words.date(item.expires, Pages::Style::Short)}}))},
		{"isOver", !item.isLive(words.now)},
		{"url", conversationUrl(message)}});
	setReply(row, followed, message.senderName, words);
	return row;
}

Value personValue(const std::string& address, const std::string& name)
{
	return Value::object({{"address", address}, {"name", name == address ? std::string() : name}});
}

}

Value ReceivedView::value(const Words& words) const
{
	Value::List rows;
	for (const auto& each: messages) rows.push_back(rowOf(each, words));
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"wanted", wanted},
		{"isFiltered", !wanted.empty()},
		{"hasRows", !rows.empty()},
		{"rows", std::move(rows)}});
}

Value ConversationView::value(const Words& words) const
{
	const auto& [message, item, recipients] = followed;
	const auto name = isReceived ? message.senderName : recipients.front().grant.shownName();
	const auto others = static_cast<std::int64_t>(recipients.size()) - 1;
	auto view = Value::object({{"title",
								   isReceived ? words("conversation.received", Value::object({{"name", name}}))
											  : words("sent.to", Value::object({{"name", name}, {"others", others}}))},
		{"isReceived", isReceived},
		{"isUnverified", message.position.isByLink()},
		{"isCurrent", isCurrent},
		{"url", isReceived ? std::string() : "/messages/" + message.id.value}});
	setReply(view, followed, name, words);
	return view;
}

Value RepliedToView::value(const Words& words, const Keys& keys) const
{
	const auto& [message, item, recipients] = followed;
	// A reply goes back to its author; a message that the person sent goes to its recipients again.
	Value::List to;
	if (isReceived) to.push_back(personValue(message.senderAddress, message.senderName));
	for (const auto& each: recipients)
		if (!isReceived && (only.empty() || each.grant.id == only))
			to.push_back(personValue(each.grant.address, each.grant.name));
	return Value::object({{"id", message.id.value},
		{"note", item.note.value.empty() ? std::string() : keys.toBase64Url(item.note.value)},
		{"text", words("conversation.replying", Value::object({{"date", words.date(item.made, Pages::Style::Long)}}))},
		{"url", conversationUrl(message)},
		{"to", std::move(to)}});
}

}
