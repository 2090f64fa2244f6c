#include "handlers/FollowingPages.h"

#include "handlers/Filters.h"
#include "handlers/Gates.h"
#include "handlers/MessageView.h"

#include <algorithm>
#include <charconv>

namespace sx::messages {
namespace {

constexpr int kSentOfAPage = 25;
constexpr std::size_t kRecipientsOfARow = 3;

/// Holds the filters of the sent list's query, which links to other pages repeat.
struct Sought
{
	explicit Sought(Request& request):
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
	const auto state = shownState(followed.message.cause, false, followed.message.expires, words.now);
	row.set("url", "/messages/" + followed.message.id.value);
	row.set("isOver", state != Shown::Waiting);
	Value::List recipients;
	for (const auto& grant: followed.grants)
	{
		if (recipients.size() == kRecipientsOfARow) break;
		recipients.push_back(recipientView(followed, grant, words));
	}
	const auto more = followed.grants.size() - recipients.size();
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
	std::int64_t number = 0;
	const auto read = std::from_chars(typed.data(), typed.data() + typed.size(), number);
	if (read.ec != std::errc() || read.ptr != typed.data() + typed.size() || number > 10'000) return typed;
	return number * times;
}

/// Returns the text for what a form of this page has just done, which the query `done` names.
Value doneOf(Request& request, const Words& words)
{
	const auto done = request.query("done").value_or("");
	for (const auto* each: {"shortened", "unlocked"})
		if (done == each) return Value::object({{"text", words("detail.done." + done)}});
	return {};
}

std::string gatesText(const GrantRow& grant, const Words& words)
{
	const auto names = gateTitles(*words.services, words.language, grant.gates, grant.others);
	return words("detail.gates", Value::object({{"gates", names.empty() ? words("notice.gate.none") : names}}));
}

Response backTo(Request& request, const char* query)
{
	return Response::redirect("/messages/" + request.parameter("id") + query);
}

}

Result<Response> FollowingPages::sent(Request& request) const
{
	const auto words = wordsOf(request, _services);
	auto page = _following.page(request, kSentOfAPage);
	if (!page) return page.error();
	const Sought sought(request);
	Value::List rows;
	for (const auto& each: page->messages) rows.push_back(rowOf(each, words, _services.keys()));
	const bool hasFirst = !request.query("before").value_or("").empty();
	return Response::page("sent",
		Value::object({
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
			{"hasPages", hasFirst || !page->next.empty()},
			{"hasNext", !page->next.empty()},
			{"nextUrl", sought.url(sought.state, page->next.value)},
			{"hasFirst", hasFirst},
			{"firstUrl", sought.url(sought.state, "")},
			{"unfilteredUrl",
				sought.hasTerms() ? urlOf("/messages", {{"state", sought.state}}) : std::string("/messages")},
		}));
}

Result<Response> FollowingPages::detail(Request& request) const
{
	const auto words = wordsOf(request, _services);
	auto found = _following.one(request);
	if (!found) return found.error();
	const auto& message = found->message;
	auto events = _following.events(request, message.id);
	if (!events) return events.error();
	auto files = _following.files(request, message.id);
	if (!files) return files.error();
	const bool isLive = !message.isOver() && words.now < message.expires;
	const auto url = "/messages/" + message.id.value;
	std::int64_t opensLeft = 0, mostLeft = 0;
	Value::List recipients;
	for (const auto& grant: found->grants)
	{
		opensLeft += grant.opensLeft;
		mostLeft = std::max<std::int64_t>(mostLeft, grant.opensLeft);
		auto view = recipientView(*found, grant, words);
		auto list = eventViews(*events, grant, *files, words);
		view.set("grant", grant.id.value);
		view.set("gatesText", gatesText(grant, words));
		view.set("isOpenable", isLive && grant.opensLeft > 0);
		view.set("isLocked", isLive && grant.opensLeft > 0 && triesLeft(grant.tries) == 0);
		view.set("unlockUrl", url + "/grants/" + grant.id.value + "/unlock");
		view.set("hasEvents", !list.empty());
		view.set("events", std::move(list));
		recipients.push_back(std::move(view));
	}
	auto view = messageView(*found, words, _services.keys(), Pages::Style::LongWithZone);
	view.set("title", words("detail.title"));
	view.set("layout", "portal");
	view.set("scripts", scripts("sent.js"));
	view.set("isLive", isLive);
	view.set("isMailed", isByServer(message.delivery));
	// The script needs texts: they become attributes.
	for (const auto& [name, is]: {std::pair("liveWord", isLive),
			 std::pair("mailedWord", isByServer(message.delivery)),
			 std::pair("codeWord", message.delivery == Delivery::Mail && (message.gates & kCodeGate) != 0)})
		view.set(name, is ? "true" : "false");
	view.set("done", doneOf(request, words));
	view.set("hasBadLimits", request.query("done") == "invalid");
	view.set("destroyUrl", url + "/destroy");
	view.set("limitsUrl", url + "/limits");
	view.set("registerUrl", urlOf("/messages/register", {{"message", message.id.value}}));
	view.set("mostLeft", mostLeft);
	view.set("canLimitOpens", mostLeft > 1);
	view.set("hoursLeft",
		std::max<std::int64_t>(1, std::chrono::floor<std::chrono::hours>(message.expires - words.now).count()));
	view.set("destroyLoss",
		words("detail.destroy.loss",
			Value::object({{"recipients", static_cast<std::int64_t>(found->grants.size())}, {"opens", opensLeft}})));
	const bool hasReceipt = message.state == "destroyed";
	view.set("hasReceipt", hasReceipt);
	view.set("receiptUrl", "/api/v1/messages/" + message.id.value + "/receipt");
	view.set("receiptName", "receipt-" + message.id.value + ".json");
	view.set("receiptText",
		hasReceipt
			? words("detail.receipt.text",
				  Value::object({{"cause", wordOf(message.cause.value_or(Cause::Expired))},
					  {"date", words.date(message.destroyed.value_or(message.expires), Pages::Style::LongWithZone)}}))
			: std::string());
	view.set("wasJustDestroyed", message.isOver() && request.query("destroyed").has_value());
	view.set("recipients", std::move(recipients));
	auto conversation = _conversations.views(request, message, words);
	if (!conversation) return conversation.error();
	view.set("hasConversation", conversation->size() > 1);
	view.set("conversation", std::move(*conversation));
	return Response::page("detail", std::move(view));
}

Result<Response> FollowingPages::destroy(Request& request) const
{
	if (auto done = _following.destroyOne(request); !done) return done.error();
	return backTo(request, "?destroyed=1");
}

Result<Response> FollowingPages::shorten(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const bool isDays = (*form)["unit"].text() == "24";
	auto done = _following.shortenOne(request,
		Value::object({{"opens_left", numberOf((*form)["opens_left"].text())},
			{"expires_in", numberOf((*form)["expires_in"].text(), isDays ? 86'400 : 3600)}}));
	if (!done && done.error().code == Code::Invalid) return backTo(request, "?done=invalid");
	// The message ended in the meantime: the page itself says so.
	if (!done && done.error().code == Code::Conflict) return backTo(request, "");
	if (!done) return done.error();
	return backTo(request, "?done=shortened");
}

Result<Response> FollowingPages::unlock(Request& request) const
{
	if (auto done = _following.unlockOne(request); !done) return done.error();
	return backTo(request, "?done=unlocked");
}

}
