#include "handlers/PostboxPages.h"

#include "domain/Mime.h"
#include "domain/Preview.h"

#include <algorithm>

namespace sx::mail {

namespace {

constexpr std::int64_t kShown = 100;
constexpr std::int64_t kListed = 1000;

Error missing() { return {.code = Code::Missing, .detail = "no postbox here"}; }

bool isText(const Letter& letter) { return letter.medium == "sms"; }

/// Returns the subject; for a text message, which has none, its text.
const std::string& headingOf(const Letter& letter) { return isText(letter) ? letter.mail.text : letter.mail.subject; }

const std::string& fromOf(const Letter& letter, const Mailbox& sender)
{
	return isText(letter) ? letter.mail.fromName : sender.address;
}

/// Tells whether the recipient or the subject contains the text that was searched, with ASCII letters in either case.
bool fits(const Letter& letter, const std::string& sought)
{
	auto lower = [](std::string text) {
		for (char& c: text)
			if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
		return text;
	};
	const auto needle = lower(sought);
	return lower(letter.mail.to.address).find(needle) != std::string::npos ||
		lower(headingOf(letter)).find(needle) != std::string::npos;
}

std::string shorten(const std::string& link)
{
	const auto path = link.find('/', link.find("://") + 3);
	auto shown = path == std::string::npos ? link : link.substr(path);
	return shown.size() > 44 ? shown.substr(0, 30) + "…" + shown.substr(shown.size() - 10) : shown;
}

std::string timeOf(const Context& context, const Request& request, Instant at)
{
	return context.pages().dateTime(request.language(), at, request.tenant().timeZone, Pages::Style::Short);
}

Value detailOf(const Context& context, const Request& request, const Letter& letter, const Mailbox& sender)
{
	Value links{Value::List{}}, codes{Value::List{}};
	for (const auto& link: findLinks(letter.mail.text))
		links.add(Value::object({{"url", link}, {"shown", shorten(link)}}));
	for (const auto& code: isText(letter) ? findDigits(letter.mail.text) : findCodes(letter.mail.text))
		codes.add(Value::object({{"code", code}}));
	const bool hasBoth = !links.list().empty() || !codes.list().empty();
	return Value::object({{"id", letter.id},
		{"subject",
			isText(letter) ? context.pages().text(request.language(), "postbox.detail.sms") : letter.mail.subject},
		{"isMail", !isText(letter)},
		{"from", fromOf(letter, sender)},
		{"hasFrom", !fromOf(letter, sender).empty()},
		{"to", letter.mail.to.address},
		{"replyTo", letter.mail.replyTo.address},
		{"hasReplyTo", !letter.mail.replyTo.address.empty()},
		{"at", timeOf(context, request, letter.made)},
		{"size",
			context.pages().byteSize(
				request.language(), static_cast<std::int64_t>(letter.mail.text.size() + letter.mail.html.size()))},
		{"hasHtml", !letter.mail.html.empty()},
		{"text", letter.mail.text},
		{"links", std::move(links)},
		{"codes", std::move(codes)},
		{"hasLinks", hasBoth}});
}

}

Result<> PostboxPages::declare(Registry& registry)
{
	using Answer = Result<Response> (PostboxPages::*)(Request&) const;
	auto route = [&](Method method, std::string path, Answer answer, std::string contentSecurity = {}) {
		return registry.route({.method = method,
			.path = std::move(path),
			.access = Access::Loopback,
			.handler = [this, answer](Request& request) -> Result<Response> {
				if (!_postbox) return missing();
				return (this->*answer)(request);
			},
			.contentSecurity = std::move(contentSecurity)});
	};
	if (auto done = route(Method::Get, "/dev/postbox", &PostboxPages::list, "frame-src 'self'"); !done) return done;
	if (auto done = route(Method::Get, "/dev/postbox.json", &PostboxPages::json); !done) return done;
	// Let a mail run and load nothing but data: images and the style sheet that its inline styles were moved to.
	if (auto done = route(Method::Get,
			"/dev/postbox/{id:uuid}/html",
			&PostboxPages::html,
			"script-src 'none'; connect-src 'none'; font-src 'none'; form-action 'none'; worker-src 'none'; img-src "
			"data:; frame-ancestors 'self'; "
			"sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox");
		!done)
		return done;
	if (auto done = route(Method::Get, "/dev/postbox/{id:uuid}/styles", &PostboxPages::styles); !done) return done;
	if (auto done = route(Method::Get, "/dev/postbox/{id:uuid}/text", &PostboxPages::text); !done) return done;
	if (auto done = route(Method::Get, "/dev/postbox/{id:uuid}/source", &PostboxPages::source); !done) return done;
	return route(Method::Post, "/dev/postbox/clear", &PostboxPages::clear);
}

Result<Response> PostboxPages::list(Request& request) const
{
	auto letters = _postbox->newest(kListed);
	if (!letters) return letters.error();
	const auto all = letters->size();
	const auto sought = request.query("q").value_or("");
	std::erase_if(*letters, [&](const Letter& letter) { return !fits(letter, sought); });
	const auto matching = letters->size();
	if (letters->size() > kShown) letters->resize(kShown);

	const auto chosen = request.query("id").value_or("");
	Value rows{Value::List{}};
	const Letter* open = letters->empty() ? nullptr : &letters->front();
	for (const auto& letter: *letters)
		if (letter.id == chosen) open = &letter;
	for (const auto& letter: *letters)
		rows.add(Value::object({{"link", "/dev/postbox?id=" + letter.id + "#detail"},
			{"to", letter.mail.to.address},
			{"subject", headingOf(letter)},
			{"isText", isText(letter)},
			{"at", timeOf(*_context, request, letter.made)},
			{"isOpen", &letter == open}}));
	const auto& pages = _context->pages();
	Value view = Value::object({{"title", pages.text(request.language(), "postbox.title")},
		{"subtitle", pages.text(request.language(), "postbox.subtitle")},
		{"frame", "sx-public-wide"},
		{"styles", Value::List{"postbox.css"}},
		{"letters", std::move(rows)},
		{"hasLetters", matching > 0},
		{"isEmpty", all == 0},
		{"isFilteredEmpty", all > 0 && matching == 0},
		{"count", pages.number(request.language(), static_cast<std::int64_t>(matching))},
		{"sought", sought},
		{"noneTitle", pages.text(request.language(), "postbox.none.title", Value::object({{"sought", sought}}))},
		{"hasOpen", open != nullptr},
		{"isChosen", open && open->id == chosen}});
	if (open) view.set("open", detailOf(*_context, request, *open, _postbox->sender()));
	return Response::page("postbox", std::move(view));
}

Result<Response> PostboxPages::json(Request&) const
{
	auto letters = _postbox->newest(kListed);
	if (!letters) return letters.error();
	Value out{Value::List{}};
	for (const auto& letter: *letters)
		out.add(Value::object({{"kind", letter.medium},
			{"id", letter.id},
			{"to", letter.mail.to.address},
			{"from", fromOf(letter, _postbox->sender())},
			{"subject", letter.mail.subject},
			{"text", letter.mail.text},
			{"html", letter.mail.html},
			{"at", isoTime(letter.made)}}));
	return Response::json(std::move(out));
}

Result<Letter> PostboxPages::letter(Request& request) const { return _postbox->byId(request.parameter("id")); }

Result<Response> PostboxPages::html(Request& request) const
{
	auto found = letter(request);
	if (!found) return found.error();
	return Response::text(
		previewOf(found->mail.html, "/dev/postbox/" + found->id + "/styles").html, "text/html; charset=utf-8");
}

Result<Response> PostboxPages::styles(Request& request) const
{
	auto found = letter(request);
	if (!found) return found.error();
	return Response::text(previewOf(found->mail.html, "").css, "text/css; charset=utf-8");
}

Result<Response> PostboxPages::text(Request& request) const
{
	auto found = letter(request);
	if (!found) return found.error();
	return Response::text(found->mail.text, "text/plain; charset=utf-8");
}

Result<Response> PostboxPages::source(Request& request) const
{
	auto found = letter(request);
	if (!found) return found.error();
	if (isText(*found)) return missing();
	return Response::text(
		compose(found->mail, {found->id, found->made, _postbox->sender()}), "text/plain; charset=us-ascii");
}

Result<Response> PostboxPages::clear(Request&) const
{
	if (auto done = _postbox->clear(); !done) return done.error();
	return Response::redirect("/dev/postbox");
}

}
