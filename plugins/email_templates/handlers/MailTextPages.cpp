#include "handlers/MailTextPages.h"

#include "sx/list.h"
#include "sx/mail/Outbox.h"
#include "sx/mail/Preview.h"
#include "sx/sms/Segments.h"
#include "sx/url.h"

#include <algorithm>

namespace sx::email_templates {

namespace {

/// A mail's styles are moved to a sheet inside the preview (Preview.h); the frame runs nothing.
constexpr const char* kPolicy = "style-src 'self' data:; frame-src 'self'";
constexpr std::array<std::string_view, 3> kShapes{"line", "rich", "text"};

Edited editedOf(const Value& form)
{
	return {.language = languageOf(form["language"].text()),
		.kind = form["kind"].text(),
		.piece = form["piece"].text(),
		.typed = form["shape"].text() == "rich" ? form["html"].text() : form["text"].text()};
}

Response backTo(const Edited& place, const char* done)
{
	return Response::redirect(urlOf(kPath,
		{{"language", std::string(place.language.shortTag())},
			{"kind", place.kind},
			{"piece", place.piece},
			{"done", done}}));
}

std::string richOf(const std::string& text) { return "<p>" + escapedHtml(text) + "</p>"; }

/// Makes a mail's HTML fit for a frame that loads nothing: the logo is in it too.
std::string framed(const std::string& html, const branding::Pictures* pictures, const TenantId& tenant)
{
	const auto logo = pictures ? pictures->mailLogo(tenant) : Result<branding::Picture>(Error{});
	return mail::framed(html, logo ? "data:" + logo->contentType + "," + encodeUrl(logo->bytes) : std::string());
}

}

Routes<MailTextPages> MailTextPages::routes()
{
	const auto manage = peopleWith(kManage);
	const std::string path = kPath;
	return {
		{Method::Get, path, manage, &MailTextPages::page, {.contentSecurity = kPolicy}},
		{Method::Post, path + "/preview", manage, &MailTextPages::preview},
		{Method::Post, path + "/save", manage, &MailTextPages::save, {.contentSecurity = kPolicy}},
		{Method::Post, path + "/delete", manage, &MailTextPages::remove},
		{Method::Post, path + "/restore", manage, &MailTextPages::restore, {.contentSecurity = kPolicy}},
		{Method::Post,
			path + "/test",
			manage,
			&MailTextPages::test,
			{.spends = {mail::kMailQuotas.begin(), mail::kMailQuotas.end()}}},
	};
}

std::string MailTextPages::faultText(const RequestWords& words, const Error& fault) const
{
	const auto known = _pages.find(
		words.language, "fault." + fault.problem, Value::object({{"name", '{' + fault.extra["name"].text() + '}'}}));
	return known.value_or(words("fault.other"));
}

std::string MailTextPages::variableName(const RequestWords& words, const std::string& name) const
{
	return _pages.find(words.language, "variable." + name, {}).value_or(name);
}

std::string MailTextPages::pieceName(const RequestWords& words, std::string_view kind, const PieceRule& piece) const
{
	const auto last = piece.key.substr(piece.key.rfind('.') + 1);
	const auto plugin = kind.substr(0, kind.find('.'));
	if (_catalogues)
		if (auto own = _catalogues->find(words.language, plugin, "mail_piece." + last, {})) return *own;
	if (auto known = _pages.find(words.language, "piece." + last, {})) return *known;
	// A plugin that names its pieces otherwise is shown by what they say.
	return firstCharacters(piece.standard, 50);
}

Result<Response> MailTextPages::page(Request& request) const
{
	const auto language = request.query("language").value_or("");
	return shown(request,
		{.language = language.empty() ? request.tenant().language : languageOf(language),
			.kind = request.query("kind").value_or(""),
			.piece = request.query("piece").value_or("")},
		nullptr);
}

Result<Response> MailTextPages::shown(Request& request, const Edited& wanted, const Error* fault) const
{
	const RequestWords words(_pages, request);
	auto edited = wanted;
	MailTextsView view{.title = words("texts.title")};
	const auto done = request.query("done").value_or("");
	if (!fault && !done.empty()) view.done = _pages.find(words.language, "texts.done." + done, {}).value_or("");
	view.languages = languageChoices(edited.language.tag);
	const auto kinds = _book.kinds(words.language);
	const auto isKnown = std::any_of(
		kinds.begin(), kinds.end(), [&](const auto& each) { return each.kind == edited.kind; });
	if (!isKnown && !kinds.empty()) edited.kind = kinds.front().kind;
	for (const auto& each: kinds)
	{
		(each.isText ? view.texts : view.kinds).push_back({each.kind, each.title, each.kind == edited.kind});
		if (each.kind == edited.kind) view.isText = each.isText;
	}
	auto kind = _book.view(request.tenant(), edited.language, edited.kind);
	if (!kind) return kind.error();
	const auto& pieces = kind->pieces;
	if (pieces.empty()) return failed(Code::Missing, "nothing of this mail can be worded");
	const auto chosen = std::find_if(
		pieces.begin(), pieces.end(), [&](const PieceRule& each) { return each.key == edited.piece; });
	const auto& piece = chosen == pieces.end() ? pieces.front() : *chosen;
	edited.piece = piece.key;
	for (const auto& each: pieces)
		view.pieces.push_back({each.key, pieceName(words, edited.kind, each), each.key == edited.piece});
	if (auto filled = fillPiece(view, request, edited, piece, fault); !filled) return filled.error();
	return Response::page("mail-texts", view.value(), fault ? 400 : 200);
}

Result<> MailTextPages::fillPiece(
	MailTextsView& view, Request& request, const Edited& edited, const PieceRule& piece, const Error* fault) const
{
	const RequestWords words(_pages, request);
	const auto own = _book.own(request.tenant().id, edited);
	view.language = edited.language.shortTag();
	view.kind = edited.kind;
	view.piece = edited.piece;
	view.shape = kShapes.at(static_cast<std::size_t>(piece.shape));
	view.standard = _book.standardOf(edited.language, edited.kind, piece);
	view.pieceName = pieceName(words, edited.kind, piece);
	view.most = std::to_string(mostCharacters(piece.shape));
	view.isOwn = own.has_value();
	// What was refused stays in its field; HTML that nothing has cleaned only as text.
	view.typed = fault ? edited.typed : own ? own->text : view.standard;
	view.html = own ? own->html : richOf(view.standard);
	if (fault) view.html = _book.isClean(edited.typed) ? edited.typed : richOf(edited.typed);
	if (fault) view.fault = faultText(words, *fault);
	for (const auto& name: piece.arguments)
		view.variables.push_back({'{' + name + '}',
			variableName(words, name),
			std::find(piece.required.begin(), piece.required.end(), name) != piece.required.end()});
	auto versions = _book.versions(request.tenant().id, edited);
	if (!versions) return versions.error();
	const auto said = [&](const Version& version) {
		return version.own.text.empty() ? view.standard : version.own.text;
	};
	for (const auto& each: *versions)
	{
		const auto author = _people && !each.author.empty() ? _people->byId(request.tenant().id, each.author)
															: Result<directory::Person>(Error{});
		view.versions.push_back({.number = std::to_string(each.number),
			.date = words.date(each.made, Pages::Style::Short),
			.text = each.own.text,
			.author = author ? author->name : std::string(),
			.isStandard = each.own.text.empty(),
			.differences = &each == &versions->front() ? std::vector<Stretch>()
													   : differencesOf(said(versions->front()), said(each))});
	}
	return {};
}

Result<Response> MailTextPages::preview(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	const RequestWords words(_pages, request);
	auto edited = editedOf(*body);
	auto made = _book.preview(request.tenant(), edited, (*body)["defaults"].flag(true));
	Value fault;
	if (!made && made.error().code == Code::Invalid)
	{
		fault = Value(faultText(words, made.error()));
		edited.typed.clear();
		made = _book.preview(request.tenant(), edited, (*body)["defaults"].flag(true));
	}
	if (!made) return made.error();
	const auto length = sms::measure(sms::economical(made->text));
	return Response::json(Value::object({{"fault", fault},
		{"from", made->fromName},
		{"subject", made->subject},
		{"text", made->text},
		{"html", made->html.empty() ? std::string() : framed(made->html, _pictures, request.tenant().id)},
		{"length",
			words("preview.segments",
				Value::object({{"segments", std::int64_t{length.segments}},
					{"alphabet", length.alphabet == sms::Alphabet::Gsm7 ? "gsm7" : "ucs2"}}))}}));
}

Result<Response> MailTextPages::save(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto edited = editedOf(*form);
	auto saved = _book.save(callerOf(request), request.tenant(), edited);
	if (!saved && saved.error().code == Code::Invalid) return shown(request, edited, &saved.error());
	if (!saved) return saved.error();
	return backTo(edited, "saved");
}

Result<Response> MailTextPages::remove(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto edited = editedOf(*form);
	if (auto done = _book.remove(callerOf(request), edited); !done) return done.error();
	return backTo(edited, "deleted");
}

Result<Response> MailTextPages::restore(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto edited = editedOf(*form);
	auto done = _book.restore(
		callerOf(request), request.tenant(), edited, integerOf((*form)["number"].text()).value_or(0));
	if (!done && done.error().code == Code::Invalid) return shown(request, edited, &done.error());
	if (!done) return done.error();
	return backTo(edited, "restored");
}

Result<Response> MailTextPages::test(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto edited = editedOf(*form);
	const auto* person = request.principal();
	auto sent = _book.test(
		{callerOf(request), person->name, person->address}, request.tenant(), edited.language, edited.kind);
	if (!sent) return sent.error();
	return backTo(edited, "tested");
}

}
