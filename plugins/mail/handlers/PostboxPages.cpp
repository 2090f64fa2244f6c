#include "handlers/PostboxPages.h"

#include "domain/Mime.h"
#include "sx/mail/Preview.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::mail {

namespace {

constexpr std::size_t kShown = 100;
constexpr std::int64_t kListed = 1000;

// Lets a mail run and load nothing but data: images and the style sheet that its inline styles were moved to.
constexpr const char* kMailPolicy =
	"script-src 'none'; connect-src 'none'; font-src 'none'; form-action 'none'; worker-src 'none'; img-src data:; "
	"frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

bool isMail(const Letter& letter) { return letter.medium == kMail; }

/// Returns the subject; for a text, which has none, its content.
const std::string& headingOf(const Letter& letter) { return isMail(letter) ? letter.mail.subject : letter.mail.text; }

/// Tells whether the recipient or the subject contains the text that was searched, with ASCII letters in either case.
bool fits(const Letter& letter, const std::string& sought)
{
	const auto needle = asciiLower(sought);
	return asciiLower(letter.mail.to.address).find(needle) != std::string::npos ||
		asciiLower(headingOf(letter)).find(needle) != std::string::npos;
}

std::string shorten(const std::string& link)
{
	const auto path = link.find('/', link.find("://") + 3);
	auto shown = path == std::string::npos ? link : link.substr(path);
	return shown.size() > 44 ? shown.substr(0, 30) + "…" + shown.substr(shown.size() - 10) : shown;
}

}

Routes<PostboxPages> PostboxPages::routes()
{
	using Answer = Result<Response> (PostboxPages::*)(Request&) const;
	const auto ifKept = [](Answer answer) {
		return [answer](PostboxPages& pages, Request& request) -> Result<Response> {
			if (!pages._postbox) return failed(Code::Missing, "no postbox here");
			return (pages.*answer)(request);
		};
	};
	const std::string one = "/dev/postbox/{id:uuid}";
	return {
		{Method::Get,
			"/dev/postbox",
			kThisMachine,
			ifKept(&PostboxPages::list),
			{.contentSecurity = "frame-src 'self'"}},
		{Method::Get, "/dev/postbox.json", kThisMachine, ifKept(&PostboxPages::json)},
		{Method::Get, one + "/html", kThisMachine, ifKept(&PostboxPages::html), {.contentSecurity = kMailPolicy}},
		{Method::Get, one + "/styles", kThisMachine, ifKept(&PostboxPages::styles)},
		{Method::Get, one + "/text", kThisMachine, ifKept(&PostboxPages::text)},
		{Method::Get, one + "/source", kThisMachine, ifKept(&PostboxPages::source)},
		{Method::Post, "/dev/postbox/clear", kThisMachine, ifKept(&PostboxPages::clear)},
	};
}

const std::string& PostboxPages::fromOf(const Letter& letter) const
{
	if (!isMail(letter)) return letter.mail.fromName;
	const auto& own = letter.departure.from.address;
	return own.empty() ? _postbox->sender().address : own;
}

PostboxView::Row PostboxPages::rowOf(const RequestWords& words, const Letter& letter) const
{
	return {.link = urlOf("/dev/postbox", {{"id", letter.id}}) + "#detail",
		.to = letter.mail.to.address,
		.subject = headingOf(letter),
		.at = words.date(letter.made, Pages::Style::Short),
		.isText = !isMail(letter)};
}

PostboxView::Detail PostboxPages::detailOf(const RequestWords& words, const Letter& letter) const
{
	const auto bytes = static_cast<std::int64_t>(letter.mail.text.size() + letter.mail.html.size());
	PostboxView::Detail out{.id = letter.id,
		.subject = isMail(letter) ? letter.mail.subject : words("postbox.detail.sms"),
		.from = fromOf(letter),
		.to = letter.mail.to.address,
		.replyTo = letter.mail.replyTo.address,
		.at = words.date(letter.made, Pages::Style::Short),
		.size = _pages.byteSize(words.language, bytes),
		.text = letter.mail.text,
		.isMail = isMail(letter),
		.hasHtml = !letter.mail.html.empty(),
		.links = {},
		.codes = isMail(letter) ? findCodes(letter.mail.text) : findDigits(letter.mail.text)};
	for (const auto& link: findLinks(letter.mail.text)) out.links.push_back({link, shorten(link)});
	return out;
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

	const RequestWords words(_pages, request);
	PostboxView view{.title = words("postbox.title"),
		.subtitle = words("postbox.subtitle"),
		.sought = sought,
		.count = _pages.number(words.language, static_cast<std::int64_t>(matching)),
		.noneTitle = words("postbox.none.title", Value::object({{"sought", sought}})),
		.rows = {},
		.isEmpty = all == 0,
		.isFilteredEmpty = all > 0 && matching == 0,
		.open = std::nullopt};
	for (const auto& letter: *letters) view.rows.push_back(rowOf(words, letter));
	if (letters->empty()) return Response::page("postbox", view.value());

	const auto chosen = std::find_if(letters->begin(),
		letters->end(),
		[id = request.query("id").value_or("")](const Letter& letter) { return letter.id == id; });
	view.isChosen = chosen != letters->end();
	const auto at = view.isChosen ? static_cast<std::size_t>(chosen - letters->begin()) : 0;
	view.rows[at].isOpen = true;
	view.open = detailOf(words, (*letters)[at]);
	return Response::page("postbox", view.value());
}

Result<Response> PostboxPages::json(Request&) const
{
	auto letters = _postbox->newest(kListed);
	if (!letters) return letters.error();
	Value::List out;
	for (const auto& letter: *letters)
		out.push_back(Value::object({{"kind", letter.medium},
			{"id", letter.id},
			{"to", letter.mail.to.address},
			{"from", fromOf(letter)},
			{"subject", letter.mail.subject},
			{"text", letter.mail.text},
			{"html", letter.mail.html},
			{"at", isoTime(letter.made)}}));
	return Response::json(std::move(out));
}

std::optional<Logo> PostboxPages::logoOf(const Letter& letter) const
{
	if (!_pictures || letter.mail.html.find(kLogoReference) == letter.mail.html.npos) return std::nullopt;
	auto picture = _pictures->mailLogo(letter.tenant);
	if (!picture) return std::nullopt;
	return Logo{std::move(picture->contentType), std::move(picture->bytes)};
}

Result<Response> PostboxPages::html(Request& request) const
{
	auto found = letter(request);
	if (!found) return found.error();
	if (const auto logo = logoOf(*found))
	{
		auto& content = found->mail.html;
		content.replace(content.find(kLogoReference),
			kLogoReference.size(),
			"data:" + logo->contentType + ";base64," + base64Text(logo->bytes));
	}
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
	if (!isMail(*found)) return failed(Code::Missing, "a text has no source");
	const auto logo = logoOf(*found);
	return Response::text(
		compose(
			found->mail, {found->id, found->made, _postbox->sender(), found->departure.from}, logo ? &*logo : nullptr),
		"text/plain; charset=us-ascii");
}

Result<Response> PostboxPages::clear(Request&) const
{
	if (auto done = _postbox->clear(); !done) return done.error();
	return Response::redirect("/dev/postbox");
}

}
