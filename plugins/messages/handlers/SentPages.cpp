#include "handlers/SentPages.h"

#include "handlers/MessageEndpoints.h"
#include "sx/list.h"

#include <algorithm>

namespace sx::messages {
namespace {

constexpr int kSentOfAPage = 25;
constexpr std::size_t kRecipientsOfARow = 3;

/// Holds the filters of the sent list's query, which links to other pages repeat.
struct Sought
{
	explicit Sought(const Request& request):
		state(request.query("state").value_or("")), recipient(request.query("q").value_or("")),
		from(request.query("from").value_or("")), to(request.query("to").value_or(""))
	{
	}
	std::string url(const std::string& ofState, const std::string& before) const
	{
		return urlOf(
			"/messages", {{"state", ofState}, {"q", recipient}, {"from", from}, {"to", to}, {"before", before}});
	}
	bool isEmpty() const { return state.empty() && !hasTerms(); }
	bool hasTerms() const { return !recipient.empty() || !from.empty() || !to.empty(); }

	std::string state, recipient, from, to;
};

Value::List chipsOf(const Words& words, const Sought& sought)
{
	Value::List chips;
	for (const std::string each: {"", "waiting", "read", "used_up", "expired", "destroyed"})
		chips.push_back(Value::object({{"name", words("sent.filter." + (each.empty() ? "all" : each))},
			{"url", sought.url(each, "")},
			{"isCurrent", each == sought.state}}));
	return chips;
}

Value rowOf(const Followed& followed, const Words& words, const Keys& keys)
{
	auto row = messageView(followed, words, keys, Pages::Style::Short);
	row.set("url", "/messages/" + followed.message.id.value);
	row.set("isOver", !followed.item.isLive(words.now));
	Value::List recipients;
	for (const auto& each: followed.recipients)
	{
		if (recipients.size() == kRecipientsOfARow) break;
		recipients.push_back(recipientView(followed, each, words));
	}
	const auto more = followed.recipients.size() - recipients.size();
	row.set("recipients", std::move(recipients));
	Value::List others;
	if (more > 0)
		others.push_back(
			Value::object({{"text", words("sent.more", Value::object({{"count", static_cast<std::int64_t>(more)}}))}}));
	row.set("moreRecipients", std::move(others));
	return row;
}

/// Reads a number from a form: null if blank; the raw text if it is not a number, so that validation refuses it.
Value numberOf(const std::string& typed, std::int64_t times = 1)
{
	if (typed.empty()) return {};
	const auto number = integerOf(typed);
	if (!number || *number > 10'000) return typed;
	return *number * times;
}

/// Returns the text for what a form of this page has just done, which the query `done` names.
Value doneOf(const Request& request, const Words& words)
{
	const auto done = request.query("done").value_or("");
	for (const auto* each: {"shortened", "unlocked"})
		if (done == each) return Value::object({{"text", words("detail.done." + done)}});
	return {};
}

Response backTo(const Request& request, const char* query)
{
	return Response::redirect("/messages/" + request.parameter("id") + query);
}

}

Routes<SentPages> SentPages::routes()
{
	const std::string one = "/messages/{id:token}";
	return {
		{Method::Get, "/messages", kSenders, &SentPages::sent},
		{Method::Get, one, kSenders, &SentPages::detail},
		{Method::Post, one + "/destroy", kSenders, &SentPages::destroy},
		{Method::Post, one + "/limits", kSenders, &SentPages::shorten},
		{Method::Post, one + "/grants/{grant:token}/unlock", kSenders, &SentPages::unlock},
	};
}

Result<Response> SentPages::sent(Request& request) const
{
	const Words words(_services, request);
	auto query = queryOf(request, _services.context.pages(), kSentOfAPage);
	if (!query) return query.error();
	auto page = _following.page(askerOf(request), std::move(*query));
	if (!page) return page.error();
	const Sought sought(request);
	Value::List rows;
	for (const auto& each: page->messages) rows.push_back(rowOf(each, words, _services.keys()));
	auto view = Value::object({
		{"title", words("sent.title")},
		{"layout", "portal"},
		{"scripts", scripts("sent.js")},
		{"chips", chipsOf(words, sought)},
		{"state", sought.state},
		{"isOfState", !sought.state.empty()},
		{"sought", sought.recipient},
		{"from", sought.from},
		{"to", sought.to},
		{"hasTerms", sought.hasTerms()},
		{"hasRows", !rows.empty()},
		{"isFiltered", !sought.isEmpty()},
		{"filterName", sought.state.empty() ? std::string() : words("sent.filter." + sought.state)},
		{"rows", std::move(rows)},
		{"unfilteredUrl", sought.hasTerms() ? urlOf("/messages", {{"state", sought.state}}) : std::string("/messages")},
	});
	addPaging(
		view, request, page->next.value, [&](const std::string& before) { return sought.url(sought.state, before); });
	return Response::page("sent", std::move(view));
}

Result<Value::List> SentPages::recipientsOf(const Request& request, const Followed& followed, const Words& words) const
{
	const auto& item = followed.item;
	sealed::Followed sealed{item, {}};
	for (const auto& each: followed.recipients) sealed.grants.push_back(each.grant);
	auto events = _services.events.viewsOf(request.tenant().id, sealed, words.language);
	if (!events) return events.error();
	auto files = _following.files(request.tenant().id, item.id);
	if (!files) return files.error();
	Value::List out;
	for (const auto& each: followed.recipients)
	{
		const auto& grant = each.grant;
		const bool isOpenable = item.isLive(words.now) && grant.opensLeft > 0;
		const auto gates = _services.items.gateTitles(words.language, grant);
		auto list = eventViews(*events, grant.id, *files, words);
		auto view = recipientView(followed, each, words);
		view.set("grant", grant.id.value);
		view.set("gatesText",
			words("detail.gates", Value::object({{"gates", gates.empty() ? words("notice.no_gates") : gates}})));
		view.set("isOpenable", isOpenable);
		view.set("isLocked", isOpenable && grant.isLocked());
		view.set("unlockUrl", "/messages/" + item.id.value + "/grants/" + grant.id.value + "/unlock");
		view.set("hasEvents", !list.empty());
		view.set("events", std::move(list));
		out.push_back(std::move(view));
	}
	return out;
}

void SentPages::setEnd(Value& view, const Request& request, const Followed& followed, const Words& words) const
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
	view.set("receiptUrl", "/api/v1/messages/" + item.id.value + "/receipt");
	view.set("receiptName", "receipt-" + item.id.value + ".json");
	view.set("receiptText",
		hasReceipt ? words("detail.receipt.text",
						 Value::object({{"cause", wordOf(item.cause.value_or(sealed::Cause::Expired))},
							 {"date", words.date(item.destroyed.value_or(item.expires), Pages::Style::LongWithZone)}}))
				   : std::string());
	view.set("wasJustDestroyed", item.isOver() && request.query("destroyed").has_value());
}

Result<Response> SentPages::detail(Request& request) const
{
	const Words words(_services, request);
	auto found = _following.one(askerOf(request), messageIn(request));
	if (!found) return found.error();
	auto recipients = recipientsOf(request, *found, words);
	if (!recipients) return recipients.error();
	auto conversation = _received.views(request, found->message, words);
	if (!conversation) return conversation.error();
	const bool isLive = found->item.isLive(words.now), isMailed = isByServer(found->message.delivery);
	const auto url = "/messages/" + found->item.id.value;
	auto view = messageView(*found, words, _services.keys(), Pages::Style::LongWithZone);
	view.set("title", words("detail.title"));
	view.set("layout", "portal");
	view.set("scripts", scripts("sent.js"));
	view.set("isLive", isLive);
	view.set("isMailed", isMailed);
	// The script needs texts: they become attributes.
	for (const auto& [name, is]: {std::pair("liveWord", isLive),
			 std::pair("mailedWord", isMailed),
			 std::pair("codeWord", found->message.delivery == Delivery::Mail && found->hasCode())})
		view.set(name, is ? "true" : "false");
	view.set("done", doneOf(request, words));
	view.set("hasBadLimits", request.query("done") == "invalid");
	view.set("destroyUrl", url + "/destroy");
	view.set("limitsUrl", url + "/limits");
	view.set("registerUrl", urlOf("/messages/register", {{"message", found->item.id.value}}));
	setEnd(view, request, *found, words);
	view.set("recipients", std::move(*recipients));
	view.set("hasConversation", conversation->size() > 1);
	view.set("conversation", std::move(*conversation));
	return Response::page("detail", std::move(view));
}

Result<Response> SentPages::destroy(Request& request) const
{
	if (auto done = _following.destroy(askerOf(request), messageIn(request)); !done) return done.error();
	return backTo(request, "?destroyed=1");
}

Result<Response> SentPages::shorten(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const bool isDays = (*form)["unit"].text() == "24";
	auto done = _following.shorten(askerOf(request),
		messageIn(request),
		Value::object({{"opens_left", numberOf((*form)["opens_left"].text())},
			{"expires_in", numberOf((*form)["expires_in"].text(), isDays ? 86'400 : 3600)}}));
	if (!done && done.error().code == Code::Invalid) return backTo(request, "?done=invalid");
	// The message ended in the meantime: the page itself says so.
	if (!done && done.error().code == Code::Conflict) return backTo(request, "");
	if (!done) return done.error();
	return backTo(request, "?done=shortened");
}

Result<Response> SentPages::unlock(Request& request) const
{
	auto done = _following.unlock(askerOf(request), messageIn(request), {request.parameter("grant")});
	if (!done) return done.error();
	return backTo(request, "?done=unlocked");
}

}
