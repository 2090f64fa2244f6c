#include "handlers/SignInPages.h"

#include "sx/address.h"
#include "sx/list.h"
#include "sx/url.h"

namespace sx::auth {

namespace {

std::int64_t minutesOf(const Error& error) { return (error.extra["retry_after"].integer() + 59) / 60; }

}

Routes<SignInPages> SignInPages::routes()
{
	// Allow many requests per address, since a whole office may share one; the proof and the limits of SignIns hold
	// robots back.
	const auto upTo = [](int perMinute) {
		return RouteOptions{.maxBodyBytes = 16'384, .perMinute = perMinute, .contentSecurity = "worker-src 'self'"};
	};
	auto asks = upTo(120);
	asks.spends = {sms::kCodeQuotas.begin(), sms::kCodeQuotas.end()};
	asks.spends.insert(asks.spends.begin(), {"auth.links_per_address", "auth.links_per_network"});
	return {
		{Method::Get, "/sign-in", kAnyone, &SignInPages::form, upTo(0)},
		{Method::Post, "/sign-in", kAnyone, &SignInPages::ask, asks},
		{Method::Get, "/sign-in/challenge", kAnyone, &SignInPages::challenge, upTo(240)},
		{Method::Get, "/sign-in/link", kAnyone, &SignInPages::link, upTo(0)},
		{Method::Post, "/sign-in/link/account", kAnyone, &SignInPages::account, upTo(120)},
		{Method::Post, "/sign-in/link", kAnyone, &SignInPages::use, upTo(120)},
		{Method::Get, "/sign-in/code", kAnyone, &SignInPages::codeForm, upTo(0)},
		{Method::Post, "/sign-in/code", kAnyone, &SignInPages::useCode, upTo(120)},
	};
}

Value SignInPages::minutes() const
{
	return Value::object({{"minutes", std::chrono::duration_cast<std::chrono::minutes>(_signIns.linkLife()).count()}});
}

void SignInPages::note(
	const Request& request, std::string_view kind, std::string_view cause, const UserId& person) const
{
	if (_refusals) _refusals->note(request, kind, cause, person);
}

Result<Response> SignInPages::formPage(const Request& request, const Form& form, int status) const
{
	const RequestWords words(_context.pages(), request);
	auto isElsewhere = _entrance.isElsewhere(request.tenant().id);
	if (!isElsewhere) return isElsewhere.error();
	const auto arguments = Value::object({{"minutes", form.minutes}});
	const auto errorOf = [&](const std::string& key) { return key.empty() ? std::string() : words(key, arguments); };
	const bool isByMobile = _signIns.takesMobiles();
	SignInView view{.title = words("sign_in.title"),
		.errorTitle = words("common.layout.error_title", Value::object({{"title", words("sign_in.title")}})),
		.subtitle = words("sign_in.subtitle"),
		.lead = *isElsewhere ? words("sign_in.elsewhere") : words("sign_in.lead", minutes()),
		.address = form.address,
		.next = form.next,
		.addressError = errorOf(form.addressError),
		.proofError = errorOf(form.proofError),
		.work = form.work,
		.isByMobile = isByMobile,
		.hasForm = !*isElsewhere || form.isRecovery,
		.choices = {}};
	for (const auto* each: _choices)
	{
		if (*isElsewhere)
			if (auto isIt = each->isRequired(request.tenant().id); !isIt || !*isIt) continue;
		for (auto& choice: each->choices(request.tenant(), words.language))
			view.choices.push_back({std::move(choice.label), urlOf(choice.url, {{"next", form.next}})});
	}
	return Response::page("sign-in", view.value(words), status);
}

Response SignInPages::sentPage(
	const Request& request, const std::string& address, int status, const std::string& codeError) const
{
	const RequestWords words(_context.pages(), request);
	const SignInSentView view{.title = words("sent.title"),
		.subtitle = words("sign_in.subtitle"),
		.lead = address.empty() ? words("sent.again_lead", minutes())
								: words("sent.lead", minutes().set("address", address)),
		.address = address,
		.codeError = codeError,
		.isDemo = _context.environment() == Environment::Demo};
	return Response::page("sign-in-sent", view.value(words), status);
}

Response SignInPages::notePage(
	const Request& request, const char* page, std::string title, std::string lead, int status) const
{
	const RequestWords words(_context.pages(), request);
	const SignInNoteView view{
		.title = std::move(title), .subtitle = words("sign_in.subtitle"), .lead = std::move(lead)};
	return Response::page(page, view.value(), status);
}

Result<Response> SignInPages::form(Request& request) const
{
	const auto next = localPath(request.query("next").value_or("/"));
	// ?again: who is signed in signs in anew, before changing what protects the account.
	const bool isAgain = request.query("again").has_value();
	if (request.principal() && !isAgain) return Response::redirect(next);
	return formPage(request,
		{.address = request.principal() ? request.principal()->address : std::string(),
			.next = next,
			.isRecovery = request.query("recovery").has_value()},
		200);
}

Result<Response> SignInPages::challenge(Request& request) const
{
	const auto work = integerOf(request.query("work").value_or("0")).value_or(0);
	auto response = Response::json(_signIns.challenge(request.tenant().id, work));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> SignInPages::ask(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	Form form{.address = cleanAddress((*fields)["address"].text()),
		.next = localPath((*fields)["next"].text()),
		.hasScript = (*fields)["script"].text() == "1",
		.isRecovery = true};
	const auto mobile = mailAddress(form.address) ? std::string() : _signIns.mobileOf((*fields)["address"].text());
	if (!mailAddress(form.address) && mobile.empty())
	{
		const bool isByMobile = _signIns.takesMobiles();
		form.addressError = form.address.empty()
			? isByMobile ? "sign_in.address.missing_either" : "sign_in.address.missing"
			: isByMobile ? "sign_in.address.wrong_either"
						 : "sign_in.address.wrong";
		return formPage(request, form, 400);
	}
	auto browser = browserOf(request);
	if (browser.empty()) browser = _signIns.newBrowser();
	auto asked = _signIns.ask(request.tenant().id,
		{.address = mobile.empty() ? form.address : mobile,
			.next = form.next,
			.proof = (*fields)["altcha"].text(),
			.browser = browser,
			.language = chosenLanguageOf(request),
			.network = _context.networkOf(request.clientAddress()),
			.neighbourhood = _context.neighbourhoodOf(request.clientAddress())});
	if (!asked) return refused(request, std::move(form), asked.error());
	auto page = sentPage(request, form.address, 200, {});
	page.cookie(kBrowserCookie, browser, kBrowserLife);
	return page;
}

Result<Response> SignInPages::refused(const Request& request, Form form, const Error& error) const
{
	if (error.field == "altcha")
	{
		form.work = error.extra["work"].integer();
		form.proofError = !form.hasScript      ? "sign_in.robot.noscript"
			: form.work > 0                    ? "sign_in.robot.more"
			: error.code == Code::Expired      ? "sign_in.robot.expired"
			: error.problem == "proof_missing" ? "sign_in.robot.missing"
											   : "sign_in.robot.wrong";
		return formPage(request, form, 400);
	}
	if (error.code != Code::Limited) return error;
	note(request, "auth.ask_refused", "limited");
	form.addressError = "sign_in.address.limited";
	form.minutes = minutesOf(error);
	auto page = formPage(request, form, 429);
	if (!page) return page;
	page->header("Retry-After", std::to_string(error.extra["retry_after"].integer()));
	return page;
}

Result<Response> SignInPages::link(Request& request) const
{
	// The page tells no more than whether somebody is signed in: the token follows the link's #, which browsers do not
	// send (P10), and reaches the server only in the body of a POST. Nothing is used up before a person presses the
	// button.
	const RequestWords words(_context.pages(), request);
	const SignInNoteView view{.title = words("link.title"),
		.subtitle = words("sign_in.subtitle"),
		.lead = words("link.lead", Value::object({{"tenant", request.tenant().name}})),
		.isSignedIn = request.principal() != nullptr,
		.scripts = {"sign-in-link.js"}};
	return Response::page("sign-in-link", view.value());
}

Result<Response> SignInPages::account(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto person = _signIns.personOf(request.tenant().id, (*fields)["token"].text(), browserOf(request));
	if (!person)
	{
		auto error = person.error();
		error.extra = {};  // whom the link is for is nobody else's business
		return error;
	}
	auto response = Response::json(Value::object({{"name", person->name}, {"address", person->address}}));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> SignInPages::refusedLink(const Request& request, const Error& error) const
{
	const RequestWords words(_context.pages(), request);
	if (error.problem == "other_browser")
	{
		note(request, "auth.link_refused", error.problem, {error.extra["person"].text()});
		return notePage(request, "sign-in-other", words("other.title"), words("other.lead", minutes()), 403);
	}
	if (error.problem == "other_way")
	{
		note(request, "auth.link_refused", error.problem);
		return notePage(request, "sign-in-dead", words("elsewhere.title"), words("elsewhere.lead"), 403);
	}
	if (error.code != Code::Missing) return error;
	note(request, "auth.link_refused", "ended");
	return notePage(request, "sign-in-dead", words("dead.title"), words("dead.lead", minutes()), 410);
}

Result<Response> SignInPages::begin(const Request& request, const Link& link) const
{
	auto begun = _door.begin(
		request, {.right = {.user = link.user, .generation = link.generation}, .how = link.how, .next = link.next});
	return begun ? std::move(begun) : refusedLink(request, begun.error());
}

Result<Response> SignInPages::use(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto used = _signIns.use(callerOf(request), (*fields)["token"].text(), browserOf(request));
	if (!used) return refusedLink(request, used.error());
	return begin(request, *used);
}

Result<Response> SignInPages::codeForm(Request& request) const { return sentPage(request, {}, 200, {}); }

Result<Response> SignInPages::useCode(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto used = _signIns.useCode(callerOf(request), (*fields)["code"].text(), browserOf(request));
	if (used) return begin(request, *used);
	if (used.error().field != "code") return refusedLink(request, used.error());
	const bool isLimited = used.error().code == Code::Limited;
	note(request, "auth.code_refused", isLimited ? "limited" : "wrong");
	const RequestWords words(_context.pages(), request);
	auto page = sentPage(request,
		mailAddress((*fields)["address"].text()).value_or(""),
		isLimited ? 429 : 400,
		isLimited ? words("sent.code.limited", Value::object({{"minutes", minutesOf(used.error())}}))
				  : words("sent.code.wrong"));
	if (isLimited) page.header("Retry-After", std::to_string(used.error().extra["retry_after"].integer()));
	return page;
}

}
