#include "handlers/SignInPages.h"

#include "handlers/Network.h"
#include "sx/directory/Address.h"

namespace sx::auth {

Routes<SignInPages> SignInPages::routes()
{
	// Allow many requests per address, since a whole office may share one; the proof and the limits of SignIns hold
	// robots back.
	const auto upTo = [](int perMinute) {
		return RouteOptions{.maxBodyBytes = 16'384, .perMinute = perMinute, .contentSecurity = "worker-src 'self'"};
	};
	return {
		{Method::Get, "/sign-in", kAnyone, &SignInPages::form, upTo(0)},
		{Method::Post, "/sign-in", kAnyone, &SignInPages::ask, upTo(120)},
		{Method::Get, "/sign-in/challenge", kAnyone, &SignInPages::challenge, upTo(240)},
		{Method::Get, "/sign-in/link", kAnyone, &SignInPages::link, upTo(0)},
		{Method::Post, "/sign-in/link", kAnyone, &SignInPages::use, upTo(120)},
	};
}

Value SignInPages::minutes() const
{
	return Value::object({{"minutes", std::chrono::duration_cast<std::chrono::minutes>(_signIns.linkLife()).count()}});
}

Response SignInPages::formPage(const Request& request, const Form& form, int status) const
{
	const RequestWords words(_context.pages(), request);
	const auto errorOf = [&](const std::string& key) { return key.empty() ? std::string() : words(key); };
	const SignInView view{.title = words("sign_in.title"),
		.subtitle = words("sign_in.subtitle"),
		.lead = words("sign_in.lead", minutes()),
		.address = form.address,
		.next = form.next,
		.addressError = errorOf(form.addressError),
		.proofError = errorOf(form.proofError)};
	return Response::page("sign-in", view.value(words), status);
}

Response SignInPages::sentPage(const Request& request, const std::string& address) const
{
	const RequestWords words(_context.pages(), request);
	const SignInNoteView view{.title = words("sent.title"),
		.subtitle = words("sign_in.subtitle"),
		.lead = words("sent.lead", minutes().set("address", address)),
		.isDemo = _context.environment() == Environment::Demo};
	return Response::page("sign-in-sent", view.value());
}

Response SignInPages::deadPage(const Request& request) const
{
	const RequestWords words(_context.pages(), request);
	const SignInNoteView view{
		.title = words("dead.title"), .subtitle = words("sign_in.subtitle"), .lead = words("dead.lead", minutes())};
	return Response::page("sign-in-dead", view.value(), 410);
}

Result<Response> SignInPages::form(Request& request) const
{
	const auto next = localPath(request.query("next").value_or("/"));
	if (request.principal()) return Response::redirect(next);
	return formPage(request, {.next = next}, 200);
}

Result<Response> SignInPages::challenge(Request& request) const
{
	auto response = Response::json(_signIns.challenge(request.tenant().id));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> SignInPages::ask(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	Form form{
		.address = directory::cleanAddress((*fields)["address"].text()), .next = localPath((*fields)["next"].text())};
	if (!looksLikeAddress(form.address))
	{
		form.addressError = form.address.empty() ? "sign_in.address.missing" : "sign_in.address.wrong";
		return formPage(request, form, 400);
	}
	auto asked = _signIns.ask(request.tenant().id,
		{.address = form.address,
			.next = form.next,
			.proof = (*fields)["altcha"].text(),
			.network = networkOf(request.clientAddress())});
	if (!asked) return refused(request, std::move(form), asked.error());
	return sentPage(request, form.address);
}

Result<Response> SignInPages::refused(const Request& request, Form form, const Error& error) const
{
	if (error.field == "altcha")
	{
		form.proofError = error.code == Code::Expired ? "sign_in.robot.expired" : "sign_in.robot.wrong";
		return formPage(request, form, 400);
	}
	if (error.code != Code::Limited) return error;
	form.addressError = "sign_in.address.limited";
	auto page = formPage(request, form, 429);
	page.header("Retry-After", std::to_string(error.extra["retry_after"].integer()));
	return page;
}

Result<Response> SignInPages::link(Request& request) const
{
	// Everyone gets the same page: the token follows the link's #, which browsers do not send (P10), and reaches the
	// server only when a person presses the button. So a scanner that fetches the link does not use it up.
	const RequestWords words(_context.pages(), request);
	const SignInNoteView view{.title = words("link.title"),
		.subtitle = words("sign_in.subtitle"),
		.lead = words("link.lead", Value::object({{"tenant", request.tenant().name}})),
		.scripts = {"sign-in-link.js"}};
	return Response::page("sign-in-link", view.value());
}

Result<Response> SignInPages::use(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto used = _signIns.use(callerOf(request), (*fields)["token"].text());
	if (!used && used.error().code == Code::Missing) return deadPage(request);
	if (!used) return used.error();
	auto response = Response::redirect(localPath(used->next));
	response.signIn(used->user);
	return response;
}

}
