#include "handlers/SecondPage.h"

#include "handlers/FactorViews.h"

namespace sx::auth {

namespace {

std::string wrongWord(const RequestWords& words, const Error& error)
{
	if (error.code == Code::Limited)
		return words("second.limited", Value::object({{"minutes", (error.extra["retry_after"].integer() + 59) / 60}}));
	return words("second.wrong");
}

}

Routes<SecondPage> SecondPage::routes()
{
	const RouteOptions tries{.maxBodyBytes = 4096, .perMinute = 120};
	const RouteOptions texts{
		.maxBodyBytes = 4096, .perMinute = 60, .spends = {sms::kCodeQuotas.begin(), sms::kCodeQuotas.end()}};
	return {
		{Method::Get, "/sign-in/second", kAnyone, &SecondPage::show},
		{Method::Post, "/sign-in/second", kAnyone, &SecondPage::answer, tries},
		{Method::Post, "/sign-in/second/send", kAnyone, &SecondPage::send, texts},
		{Method::Post, "/sign-in/second/setup", kAnyone, &SecondPage::setUp, tries},
	};
}

Response SecondPage::page(
	const Request& request, const Entrance::Asked& asked, const std::string& error, int status) const
{
	const RequestWords words(_context.pages(), request);
	const auto to = Value::object({{"to", asked.to}});
	SecondView view{.title = words("second.title"),
		.subtitle = words("sign_in.subtitle"),
		.lead = words(asked.byApp ? "second.lead_app"
				: asked.bySent    ? "second.lead_sent"
								  : "second.lead_other"),
		.help = words(asked.byApp ? "second.help_app" : "second.help"),
		.sent = asked.isSent ? words(asked.isMail ? "second.sent_mail" : "second.sent_sms", to) : std::string(),
		.send = {},
		.codeError = error};
	if (asked.bySent)
		view.send = words(asked.isSent ? "second.send_again"
				: asked.isMail         ? "second.send_mail"
									   : "second.send_sms",
			to);
	for (const auto* each: asked.others)
	{
		const auto choice = each->choice(words.language);
		view.others.push_back({choice.label, choice.url});
	}
	return Response::page("second", view.value(words), status);
}

Response SecondPage::setupPage(
	const Request& request, const Entrance::Asked&, const AppSetup& setup, const std::string& error, int status) const
{
	const RequestWords words(_context.pages(), request);
	const AppSetupView view{.title = words("app.title"),
		.subtitle = words("sign_in.subtitle"),
		.lead = words("app.required"),
		.action = "/sign-in/second/setup",
		.setup = setup,
		.codeError = error,
		.isInPortal = false};
	return Response::page("app-setup", view.value(words), status);
}

Result<Response> SecondPage::show(Request& request) const
{
	auto asked = _entrance.asked(request.tenant().id, SignInDoor::tokenOf(request));
	if (!asked && asked.error().code == Code::Missing) return Response::redirect("/sign-in");
	if (!asked) return asked.error();
	if (!asked->needsSetup) return page(request, *asked, {}, 200);
	return setupPage(
		request, *asked, _factors.newSetup(request.tenant(), asked->person.id, asked->person.address), {}, 200);
}

Result<Response> SecondPage::refused(const Request& request, const Entrance::Asked& asked, const Error& error) const
{
	if (error.code == Code::Missing) return Response::redirect("/sign-in");
	if (error.code != Code::Limited && error.problem != "code_wrong") return error;
	if (_refusals)
		_refusals->note(
			request, "auth.factor_refused", error.code == Code::Limited ? "limited" : "wrong", asked.person.id);
	const RequestWords words(_context.pages(), request);
	auto response = page(request, asked, wrongWord(words, error), error.code == Code::Limited ? 429 : 400);
	if (error.code == Code::Limited)
		response.header("Retry-After", std::to_string(error.extra["retry_after"].integer()));
	return response;
}

Result<Response> SecondPage::answer(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto token = SignInDoor::tokenOf(request);
	auto asked = _entrance.asked(request.tenant().id, token);
	if (!asked && asked.error().code == Code::Missing) return Response::redirect("/sign-in");
	if (!asked) return asked.error();
	const auto visit = _door.visitOf(request);
	auto done = _entrance.answer(visit, token, (*fields)["code"].text());
	if (!done) return refused(request, *asked, done.error());
	return SignInDoor::letIn(Response::redirect(done->next), visit, done->right);
}

Result<Response> SecondPage::send(Request& request) const
{
	const auto token = SignInDoor::tokenOf(request);
	auto asked = _entrance.asked(request.tenant().id, token);
	if (!asked && asked.error().code == Code::Missing) return Response::redirect("/sign-in");
	if (!asked) return asked.error();
	auto sent = _entrance.sendCode(_door.visitOf(request), token);
	if (!sent) return refused(request, *asked, sent.error());
	return Response::redirect("/sign-in/second");
}

Result<Response> SecondPage::setUp(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto token = SignInDoor::tokenOf(request);
	auto asked = _entrance.asked(request.tenant().id, token);
	if (!asked && asked.error().code == Code::Missing) return Response::redirect("/sign-in");
	if (!asked) return asked.error();
	// Whoever has a factor already must show it: a new one in its place would be a way around it.
	if (!asked->needsSetup) return Response::redirect("/sign-in/second");
	const auto& person = asked->person;
	const auto visit = _door.visitOf(request);
	const Caller caller{.tenant = request.tenant().id, .user = person.id, .address = request.clientAddress()};
	const auto sealed = (*fields)["setup"].text();
	auto on = _factors.turnOnApp(caller, sealed, (*fields)["code"].text());
	if (!on && on.error().problem == "setup_over") return Response::redirect("/sign-in/second");
	if (!on && on.error().problem == "code_wrong")
	{
		auto setup = _factors.setupOf(request.tenant(), person.id, person.address, sealed);
		if (!setup) return Response::redirect("/sign-in/second");
		return setupPage(request, *asked, *setup, RequestWords(_context.pages(), request)("app.wrong"), 400);
	}
	if (!on) return on.error();
	auto codes = _factors.newRecoveryCodes(caller);
	if (!codes) return codes.error();
	auto done = _entrance.complete(visit, token, SecondFactors::kApp);
	if (!done) return refused(request, *asked, done.error());
	const RequestWords words(_context.pages(), request);
	return SignInDoor::letIn(recoveryCodesPage(words, *codes, done->next), visit, done->right);
}

}
