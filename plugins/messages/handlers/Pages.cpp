#include "handlers/Pages.h"

#include "handlers/MessageView.h"

namespace sx::messages {
namespace {

constexpr int kRowsOfAPage = 25;
constexpr std::size_t kRecipientsOfARow = 3;

Value::List scripts(const char* name) { return Value::List{Value(name)}; }

std::string sentUrl(const std::string& state, const std::string& before)
{
	std::string url = "/messages";
	char separator = '?';
	for (const auto& [name, value]: {std::pair("state", state), std::pair("before", before)})
	{
		if (value.empty()) continue;
		url += separator + std::string(name) + '=' + value;
		separator = '&';
	}
	return url;
}

Value::List chipsOf(const Words& words, const std::string& state)
{
	Value::List chips;
	for (const std::string each: {"", "waiting", "read", "used_up", "expired", "destroyed"})
		chips.push_back(Value::object({{"name", words("sent.filter." + (each.empty() ? "all" : each))}, {"url", sentUrl(each, "")},
			{"isCurrent", each == state}}));
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
	if (more > 0) others.push_back(Value::object({{"text", words("sent.more", Value::object({{"count", static_cast<std::int64_t>(more)}}))}}));
	row.set("moreRecipients", std::move(others));
	return row;
}

}

Result<Response> MessagePages::composer(Request& request) const
{
	const auto words = wordsOf(request, _services);
	const auto& limits = _services.limits;
	const auto& person = *request.principal();
	Value::List languages;
	for (const auto* each: {"fr", "en"})
		languages.push_back(Value::object({{"value", each}, {"name", std::string_view(each) == "fr" ? "Français (Canada)" : "English (Canada)"},
			{"isSelected", request.language().shortTag() == each}}));
	return Response::page("composer", Value::object({
		{"title", words("composer.title")},
		{"layout", "portal"},
		{"scripts", scripts("composer.js")},
		{"senderName", person.name},
		{"senderAddress", person.address},
		{"opensDefault", limits.opensDefault},
		{"opensDefaultGated", limits.opensDefaultGated},
		{"opensMax", limits.opensMax},
		{"hoursDefault", std::chrono::floor<std::chrono::hours>(limits.expiresDefault).count()},
		{"hoursMax", std::chrono::floor<std::chrono::hours>(limits.expiresMax).count()},
		{"fileMaxBytes", limits.fileMaxBytes},
		{"fileMax", words.pages.byteSize(words.language, limits.fileMaxBytes)},
		{"recipientsMax", limits.recipientsMax},
		{"languages", std::move(languages)},
		{"timeZone", words.zone},
	}));
}

Result<Response> MessagePages::sent(Request& request) const
{
	const auto words = wordsOf(request, _services);
	auto page = _following.page(request, kRowsOfAPage);
	if (!page) return page.error();
	const auto state = request.query("state").value_or("");
	Value::List rows;
	for (const auto& each: page->messages) rows.push_back(rowOf(each, words, _services.keys()));
	return Response::page("sent", Value::object({
		{"title", words("sent.title")},
		{"layout", "portal"},
		{"scripts", scripts("sent.js")},
		{"chips", chipsOf(words, state)},
		{"hasRows", !rows.empty()},
		{"isFiltered", !state.empty()},
		{"filterName", state.empty() ? std::string() : words("sent.filter." + state)},
		{"rows", std::move(rows)},
		{"hasNext", !page->next.empty()},
		{"nextUrl", sentUrl(state, page->next.value)},
		{"hasFirst", !request.query("before").value_or("").empty()},
		{"firstUrl", sentUrl(state, "")},
	}));
}

Result<Response> MessagePages::detail(Request& request) const
{
	const auto words = wordsOf(request, _services);
	auto found = _following.one(request);
	if (!found) return found.error();
	const auto& message = found->message;
	auto events = _following.events(request, message.id);
	if (!events) return events.error();
	const bool isLive = !message.isOver() && words.now < message.expires;
	std::int64_t opensLeft = 0;
	Value::List recipients;
	for (const auto& grant: found->grants)
	{
		opensLeft += grant.opensLeft;
		auto view = recipientView(*found, grant, words);
		auto list = eventViews(*events, grant, words);
		view.set("hasEvents", !list.empty());
		view.set("events", std::move(list));
		recipients.push_back(std::move(view));
	}
	auto view = messageView(*found, words, _services.keys(), Pages::Style::LongWithZone);
	view.set("title", words("detail.title"));
	view.set("layout", "portal");
	view.set("scripts", scripts("sent.js"));
	view.set("isLive", isLive);
	view.set("destroyUrl", "/messages/" + message.id.value + "/destroy");
	view.set("destroyLoss", words("detail.destroy.loss",
		Value::object({{"recipients", static_cast<std::int64_t>(found->grants.size())}, {"opens", opensLeft}})));
	const bool hasReceipt = message.state == "destroyed";
	view.set("hasReceipt", hasReceipt);
	view.set("receiptUrl", "/api/v1/messages/" + message.id.value + "/receipt");
	view.set("receiptName", "receipt-" + message.id.value + ".json");
	view.set("receiptText", hasReceipt ? words("detail.receipt.text", Value::object({{"cause", wordOf(message.cause.value_or(Cause::Expired))},
		{"date", words.date(message.destroyed.value_or(message.expires), Pages::Style::LongWithZone)}})) : std::string());
	view.set("wasJustDestroyed", message.isOver() && request.query("destroyed").has_value());
	view.set("recipients", std::move(recipients));
	return Response::page("detail", std::move(view));
}

Result<Response> MessagePages::destroy(Request& request) const
{
	if (auto done = _following.destroyOne(request); !done) return done.error();
	return Response::redirect("/messages/" + request.parameter("id") + "?destroyed=1");
}

Result<Response> MessagePages::read(Request& request) const
{
	const auto& origin = request.tenant().origin;
	auto response = Response::page("read", Value::object({
		{"title", wordsOf(request, _services)("read.title")},
		{"subtitle", wordsOf(request, _services)("read.title")},
		{"layout", "public"},
		{"frame", "sx-public-narrow"},
		{"scripts", scripts("read.js")},
		{"host", origin.substr(origin.find("://") == std::string::npos ? 0 : origin.find("://") + 3)},
	}));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> MessagePages::worker(Request& request) const
{
	auto script = _services.context.pages().render(request.language(), "fragments/sw.js", Value::object({}));
	if (!script) return script.error();
	auto response = Response::text(std::move(*script), "text/javascript; charset=utf-8");
	// A loop, because g++ 12 takes the longer name for a short string once it is inlined, and warns.
	for (const auto& [name, value]: {std::pair{"Cache-Control", "no-cache"}, std::pair{"Service-Worker-Allowed", "/m/"}}) response.header(name, value);
	return response;
}

}
