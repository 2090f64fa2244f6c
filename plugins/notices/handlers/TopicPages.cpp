#include "handlers/TopicPages.h"

#include "sx/list.h"

namespace sx::notices {

namespace {

constexpr const char* kAccount = "/account";  // of plugin auth

Result<TopicLink> linkOf(const Request& request)
{
	const auto topic = kTopics.valueOf(request.query("t").value_or(""));
	if (!topic) return refused(Code::Denied, "link", "a link without topic");
	return TopicLink{.user = {request.query("u").value_or("")},
		.topic = *topic,
		.proof = request.query("s").value_or(""),
		.until = fromMillis(integerOf(request.query("e").value_or("")).value_or(0))};
}

/// Is the view of templates/pages/topic.html.mustache.
struct TopicView
{
	std::string title, lead, action, button;
	bool isDone = false;

	Value value() const
	{
		return Value::object(
			{{"title", title}, {"lead", lead}, {"action", action}, {"button", button}, {"isDone", isDone}});
	}
};

}

Routes<TopicPages> TopicPages::routes()
{
	const RouteOptions seldom{.perMinute = 30};
	return {
		{Method::Post, "/account/topics", kSignedIn, &TopicPages::choose},
		{Method::Get, Subscriptions::kLeave, kAnyone, &TopicPages::showLeave, seldom},
		{Method::Post, Subscriptions::kLeave, kAnyone, &TopicPages::leave, seldom},
		{Method::Get, Subscriptions::kConfirm, kAnyone, &TopicPages::showConfirm, seldom},
		{Method::Post, Subscriptions::kConfirm, kAnyone, &TopicPages::confirm, seldom},
	};
}

Value TopicPages::own(const Request& request) const
{
	const RequestWords words(_pages, request);
	Value::List rows;
	const auto* person = request.principal();
	auto states = person ? _subscriptions.of(request.tenant().id, person->user)
						 : Result<std::map<Topic, TopicState>>(failed(Code::Missing, "nobody is signed in"));
	if (states)
		for (const auto& [topic, state]: *states)
		{
			const auto word = std::string(kTopics.wordOf(topic));
			rows.push_back(Value::object({{"id", "topic-" + word},
				{"name", word},
				{"label", words("topic." + word + ".label")},
				{"help", words(state == TopicState::Asked ? "topic.asked" : "topic." + word + ".help")},
				{"isOn", state != TopicState::Off}}));
		}
	return Value::object({{"topics", std::move(rows)}});
}

Result<Response> TopicPages::choose(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto states = _subscriptions.of(request.tenant().id, request.principal()->user);
	if (!states) return states.error();
	for (const auto& [topic, state]: *states)
	{
		const bool isWanted = form->has(kTopics.wordOf(topic));
		if (isWanted && state == TopicState::Asked) continue;  // the mail is under way
		auto done = _subscriptions.choose(callerOf(request), request.tenant(), topic, isWanted);
		if (!done) return done.error();
	}
	return Response::redirect(std::string(kAccount) + "#topics");
}

Response TopicPages::page(Request& request, const TopicLink& link, const std::string& act, bool isDone) const
{
	const RequestWords words(_pages, request);
	const auto topic = Value::object({{"topic", kTopics.wordOf(link.topic)}, {"tenant", request.tenant().name}});
	const auto place = act + (isDone ? "done" : "ask");
	const auto query = [&](const char* name) { return request.query(name).value_or(""); };
	const TopicView view{.title = words(place + ".title", topic),
		.lead = words(place + ".lead", topic),
		.action = urlOf(act == "leave." ? Subscriptions::kLeave : Subscriptions::kConfirm,
			{{"u", query("u")}, {"t", query("t")}, {"e", query("e")}, {"s", query("s")}}),
		.button = words(act + "button"),
		.isDone = isDone};
	return Response::page("topic", view.value());
}

Result<Response> TopicPages::showLeave(Request& request) const
{
	auto link = linkOf(request);
	if (!link) return link.error();
	if (auto fine = _subscriptions.check(request.tenant().id, *link, false); !fine) return fine.error();
	return page(request, *link, "leave.", false);
}

Result<Response> TopicPages::leave(Request& request) const
{
	auto link = linkOf(request);
	if (!link) return link.error();
	auto form = request.form();
	const bool isOneClick = form && (*form)["List-Unsubscribe"].text() == "One-Click";
	auto done = _subscriptions.leave(
		callerOf(request), *link, request.language(), isOneClick ? Means::OneClick : Means::Link);
	if (!done) return done.error();
	return page(request, *link, "leave.", true);
}

Result<Response> TopicPages::showConfirm(Request& request) const
{
	auto link = linkOf(request);
	if (!link) return link.error();
	if (auto fine = _subscriptions.check(request.tenant().id, *link, true); !fine) return fine.error();
	return page(request, *link, "confirm.", false);
}

Result<Response> TopicPages::confirm(Request& request) const
{
	auto link = linkOf(request);
	if (!link) return link.error();
	if (auto done = _subscriptions.confirm(callerOf(request), *link, request.language()); !done) return done.error();
	return page(request, *link, "confirm.", true);
}

}
