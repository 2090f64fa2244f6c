#include "handlers/SentPages.h"

#include "handlers/MessageEndpoints.h"
#include "sx/list.h"

namespace sx::messages {
namespace {

constexpr int kSentOfAPage = 25;

/// Reads a number from a form: null if blank; the raw text if it is not a number, so that validation refuses it.
Value numberOf(const std::string& typed, std::int64_t times = 1)
{
	if (typed.empty()) return {};
	const auto number = integerOf(typed);
	if (!number || *number > 10'000) return typed;
	return *number * times;
}

/// Returns the text for what a form of this page has just done, which the query `done` names.
std::string doneOf(const Request& request, const Words& words)
{
	const auto done = request.query("done").value_or("");
	return done == "shortened" || done == "unlocked" ? words("detail.done." + done) : std::string();
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
	auto query = sealed::itemQueryOf(request, _services.context.pages(), kSentOfAPage);
	if (!query) return query.error();
	auto page = _following.page(askerOf(request), std::move(*query));
	if (!page) return page.error();
	const SentView shown{words("sent.title"), {request, "/messages", "state"}, page->messages};
	auto view = shown.value(words, _services.keys());
	const auto& terms = shown.query;
	// The list that `sealed` writes has no subjects, which the server cannot read.
	view.set("exports",
		tables::exportMenu(_writer,
			urlOf("/messages/export",
				{{"state", terms.chosen}, {"q", terms.recipient}, {"from", terms.from}, {"to", terms.to}})));
	addPaging(view, request, page->next.value, [&](const std::string& before) {
		return shown.query.url(shown.query.chosen, before);
	});
	return Response::page("sent", std::move(view));
}

Result<std::vector<DetailView::RecipientRow>> SentPages::recipientsOf(
	const Request& request, const Followed& followed, const Words& words) const
{
	const auto& item = followed.item;
	sealed::Followed sealed{item, {}};
	for (const auto& each: followed.recipients) sealed.grants.push_back(each.grant);
	auto events = _services.events.viewsOf(request.tenant().id, sealed, words.language);
	if (!events) return events.error();
	auto files = _following.files(request.tenant().id, item.id);
	if (!files) return files.error();
	std::vector<DetailView::RecipientRow> out;
	for (const auto& each: followed.recipients)
		out.push_back({.shown = RecipientView(followed, each, words),
			.gates = _services.items.gateTitles(words.language, each.grant),
			.url = "/messages/" + item.id.value,
			.isOpenable = item.isLive(words.now) && each.grant.opensLeft > 0,
			.events = eventViews(*events, each.grant.id, *files, words)});
	return out;
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
	const DetailView view{.title = words("detail.title"),
		.followed = *found,
		.recipients = std::move(*recipients),
		.conversation = std::move(*conversation),
		.done = doneOf(request, words),
		.hasBadLimits = request.query("done") == "invalid",
		.wasJustDestroyed = request.query("destroyed").has_value()};
	return Response::page("detail", view.value(words, _services.keys()));
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
