#include "handlers/SignInPasskey.h"

#include "handlers/PasskeyView.h"
#include "sx/views.h"

namespace sx::passkeys {

namespace {

constexpr const char* kMark = "sx_passkey";
constexpr std::size_t kMarkLength = 43;
constexpr const char* kHow = "passkey";

const RouteOptions kSmall{.maxBodyBytes = 16'384, .perMinute = 60};

}

std::string markOf(const Request& request)
{
	auto mark = request.cookie(kMark).value_or("");
	return mark.size() == kMarkLength ? mark : std::string();
}

std::string newMark(const Keys& keys) { return keys.toBase64Url(keys.random(32).value); }

Response optionsAnswer(const Value& options, const std::string& mark)
{
	auto response = Response::json(options);
	response.header("Cache-Control", "no-store");
	response.cookie(kMark, mark, Challenges::kLife);
	return response;
}

Routes<SignInPasskey> SignInPasskey::routes()
{
	return {
		{Method::Get, "/sign-in/passkey", kAnyone, &SignInPasskey::page},
		{Method::Post, "/sign-in/passkey/options", kAnyone, &SignInPasskey::options, kSmall},
		{Method::Post, "/sign-in/passkey", kAnyone, &SignInPasskey::signIn, kSmall},
		{Method::Get, "/sign-in/second/passkey", kAnyone, &SignInPasskey::secondPage},
		{Method::Post, "/sign-in/second/passkey/options", kAnyone, &SignInPasskey::secondOptions, kSmall},
		{Method::Post, "/sign-in/second/passkey", kAnyone, &SignInPasskey::second, kSmall},
	};
}

Response SignInPasskey::show(
	const Request& request, bool isSecond, const std::string& next, const char* error, int status) const
{
	const RequestWords words(_context.pages(), request);
	const PasskeyView view{.title = words("page.title"),
		.subtitle = words("page.subtitle"),
		.lead = words(isSecond ? "page.lead_second" : "page.lead"),
		.action = isSecond ? "/sign-in/second/passkey" : "/sign-in/passkey",
		.options = isSecond ? "/sign-in/second/passkey/options" : "/sign-in/passkey/options",
		.back = isSecond ? "/sign-in/second" : "/sign-in",
		.next = next,
		.error = *error ? words(error) : std::string()};
	return Response::page("passkey", view.value(), status);
}

Result<Response> SignInPasskey::refused(
	const Request& request, bool isSecond, const std::string& next, const Error& error) const
{
	if (error.code == Code::Unavailable || error.code == Code::Internal) return error;
	const bool isLimited = error.code == Code::Limited;
	if (_refusals) _refusals->note(request, "auth.passkey_refused", isLimited ? "limited" : "wrong");
	if (isLimited) return show(request, isSecond, next, "page.limited", 429);
	return show(request,
		isSecond,
		next,
		error.problem == "other_way"           ? "page.other_way"
			: error.problem == "counter_wrong" ? "page.copied"
											   : "page.wrong",
		error.code == Code::Denied ? 403 : 400);
}

Result<Response> SignInPasskey::page(Request& request) const
{
	return show(request, false, request.query("next").value_or("/"), "", 200);
}

Result<Response> SignInPasskey::options(Request& request) const
{
	const auto mark = newMark(_context.keys());
	auto options = _passkeys.request(request.tenant(), {}, mark);
	if (!options) return options.error();
	return optionsAnswer(*options, mark);
}

Result<Response> SignInPasskey::signIn(Request& request)
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto answer = (*fields)["answer"].text(), next = (*fields)["next"].text();
	auto owner = _passkeys.ownerOf(request.tenant().id, answer);
	if (!owner) return refused(request, false, next, owner.error());
	// Taken before the check: whoever is deactivated meanwhile gets no session.
	auto right = _context.sessionRight(request.tenant().id, *owner);
	if (!right) return right.error();
	auto user = _passkeys.check(request.tenant(), {}, markOf(request), answer);
	if (!user) return refused(request, false, next, user.error());
	if (*user != *owner) return refused(request, false, next, failed(Code::Missing, "passkey: changed hands"));
	auto begun = _signIn.begin(request, {.right = *right, .how = kHow, .next = next, .isTwoFactors = true});
	if (!begun) return refused(request, false, next, begun.error());
	return begun;
}

Result<Response> SignInPasskey::secondPage(Request& request) const
{
	auto user = _signIn.waiting(request);
	if (!user) return Response::redirect("/sign-in");
	return show(request, true, "", "", 200);
}

Result<Response> SignInPasskey::secondOptions(Request& request) const
{
	auto user = _signIn.waiting(request);
	if (!user) return user.error();
	const auto mark = newMark(_context.keys());
	auto options = _passkeys.request(request.tenant(), *user, mark);
	if (!options) return options.error();
	return optionsAnswer(*options, mark);
}

Result<Response> SignInPasskey::second(Request& request)
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto user = _signIn.waiting(request);
	if (!user) return Response::redirect("/sign-in");
	if (auto counted = _signIn.countTry(request); !counted) return refused(request, true, "", counted.error());
	auto proved = _passkeys.check(request.tenant(), *user, markOf(request), (*fields)["answer"].text());
	if (!proved) return refused(request, true, "", proved.error());
	auto done = _signIn.complete(request, kHow);
	if (!done) return refused(request, true, "", done.error());
	return done;
}

}
