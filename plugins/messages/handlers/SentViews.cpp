#include "handlers/SentViews.h"

#include <algorithm>

namespace sx::messages {
namespace {

constexpr std::size_t kRecipientsOfARow = 3;

std::string pathOf(const sealed::Item& item) { return "/messages/" + item.id.value; }

Value::List chipsOf(const sealed::ListQuery& query, const Words& words)
{
	Value::List chips;
	for (const std::string each: {"", "waiting", "read", "used_up", "expired", "destroyed"})
		chips.push_back(Value::object({{"name", words("sent.filter." + (each.empty() ? "all" : each))},
			{"url", query.url(each)},
			{"isCurrent", each == query.chosen}}));
	return chips;
}

Value rowOf(const Followed& followed, const Words& words, const Keys& keys)
{
	const auto shown = std::min(followed.recipients.size(), kRecipientsOfARow);
	Value::List recipients, others;
	for (std::size_t i = 0; i < shown; ++i)
		recipients.push_back(RecipientView(followed, followed.recipients[i], words).value());
	if (const auto more = static_cast<std::int64_t>(followed.recipients.size() - shown); more > 0)
		others.push_back(Value::object({{"text", words("sent.more", Value::object({{"count", more}}))}}));
	auto row = MessageView(followed, words, keys, Pages::Style::Short).value();
	row.set("url", pathOf(followed.item));
	row.set("isOver", !followed.item.isLive(words.now));
	row.set("recipients", std::move(recipients));
	row.set("moreRecipients", std::move(others));
	return row;
}

}

Value SentView::value(const Words& words, const Keys& keys) const
{
	Value::List rows;
	for (const auto& each: messages) rows.push_back(rowOf(each, words, keys));
	const bool isOfState = !query.chosen.empty();
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"scripts", Value::List{"sent.js"}},
		{"chips", chipsOf(query, words)},
		{"state", query.chosen},
		{"isOfState", isOfState},
		{"sought", query.recipient},
		{"from", query.from},
		{"to", query.to},
		{"hasTerms", query.hasTerms()},
		{"hasRows", !rows.empty()},
		{"isFiltered", isOfState || query.hasTerms()},
		{"filterName", isOfState ? words("sent.filter." + query.chosen) : std::string()},
		{"rows", std::move(rows)},
		{"unfilteredUrl",
			query.hasTerms() ? urlOf("/messages", {{"state", query.chosen}}) : std::string("/messages")}});
}

Value DetailView::RecipientRow::value(const Words& words) const
{
	const auto& grant = shown.grant;
	Value::List lines;
	for (const auto& each: events) lines.push_back(each.value());
	auto out = shown.value();
	out.set("grant", grant.id.value);
	out.set("gatesText",
		words("detail.gates", Value::object({{"gates", gates.empty() ? words("notice.no_gates") : gates}})));
	out.set("isOpenable", isOpenable);
	out.set("isLocked", isOpenable && grant.isLocked());
	out.set("unlockUrl", url + "/grants/" + grant.id.value + "/unlock");
	out.set("hasEvents", !lines.empty());
	out.set("events", std::move(lines));
	return out;
}

Value DetailView::value(const Words& words, const Keys& keys) const
{
	const auto& [message, item, all] = followed;
	const bool isLive = item.isLive(words.now), isMailed = isByServer(message.delivery);
	const auto word = [](bool is) { return is ? "true" : "false"; };  // the script needs texts: they become attributes
	Value::List rows;
	for (const auto& each: recipients)
	{
		const bool getsNewCode = message.delivery == Delivery::Mail && renewsCode(followed.item, each.shown.grant);
		rows.push_back(each.value(words).set("codeWord", word(getsNewCode)));
	}
	auto view = MessageView(followed, words, keys, Pages::Style::LongWithZone).value();
	view.set("title", title);
	view.set("layout", "portal");
	view.set("scripts", Value::List{"sent.js"});
	view.set("isLive", isLive);
	view.set("isMailed", isMailed);
	view.set("liveWord", word(isLive));
	view.set("mailedWord", word(isMailed));
	view.set("done", done.empty() ? Value() : noteView(NoteKind::Ok, done));
	view.set("hasBadLimits", hasBadLimits);
	view.set("destroyUrl", pathOf(item) + "/destroy");
	view.set("limitsUrl", pathOf(item) + "/limits");
	view.set("registerUrl", urlOf("/messages/register", {{"message", item.id.value}}));
	setEnd(view, words);
	view.set("recipients", std::move(rows));
	view.set("hasConversation", conversation.size() > 1);
	view.set("conversation", conversation);
	return view;
}

void DetailView::setEnd(Value& view, const Words& words) const
{
	const auto& item = followed.item;
	std::int64_t opensLeft = 0, mostLeft = 0;
	for (const auto& each: followed.recipients)
	{
		opensLeft += each.grant.opensLeft;
		mostLeft = std::max<std::int64_t>(mostLeft, each.grant.opensLeft);
	}
	view.set("mostLeft", mostLeft);
	view.set("canLimitOpens", mostLeft > 1);
	view.set("hoursLeft",
		std::max<std::int64_t>(1, std::chrono::floor<std::chrono::hours>(item.expires - words.now).count()));
	view.set("destroyLoss",
		words("detail.destroy.loss",
			Value::object(
				{{"recipients", static_cast<std::int64_t>(followed.recipients.size())}, {"opens", opensLeft}})));
	const bool hasReceipt = item.state == sealed::ItemState::Destroyed;
	view.set("hasReceipt", hasReceipt);
	view.set("receiptUrl", "/api/v1" + pathOf(item) + "/receipt");
	view.set("receiptName", "receipt-" + item.id.value + ".json");
	view.set("receiptText",
		hasReceipt ? words("detail.receipt.text",
						 Value::object({{"cause", wordOf(item.cause.value_or(sealed::Cause::Expired))},
							 {"date", words.date(item.destroyed.value_or(item.expires), Pages::Style::LongWithZone)}}))
				   : std::string());
	view.set("wasJustDestroyed", item.isOver() && wasJustDestroyed);
}

}
