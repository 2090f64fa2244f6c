#include "handlers/MobileForms.h"

namespace sx::auth {

namespace {

constexpr std::pair<std::string_view, const char*> kFaults[] = {{"mobile_country", "mobile.number.country"},
	{"mobile_invalid", "mobile.number.wrong"},
	{"mobile_locked", "mobile.locked"},
	{"mobile_missing", "replies.no_mobile"},
	{"code_wrong", "mobile.code.wrong"},
	{"code_over", "mobile.code.over"}};

int statusOf(const Error& error) { return error.code == Code::Limited ? 429 : error.code == Code::Denied ? 403 : 400; }

}

Routes<MobileForms> MobileForms::routes()
{
	using Answer = Result<Response> (MobileForms::*)(Request&) const;
	const auto ifOffered = [](Answer answer) {
		return [answer](MobileForms& forms, Request& request) -> Result<Response> {
			if (!forms._mobile.isOffered()) return failed(Code::Missing, "no texts are sent here");
			return (forms.*answer)(request);
		};
	};
	// A stolen session must not change what protects the account, so that takes a fresh sign-in.
	const auto ifFresh = [&](Answer answer) {
		return [offered = ifOffered(answer)](MobileForms& forms, Request& request) -> Result<Response> {
			return forms.isFresh(request) ? offered(forms, request) : forms.stalePage(request);
		};
	};
	const RouteOptions small{.maxBodyBytes = 4096, .perMinute = 60};
	const RouteOptions texts{
		.maxBodyBytes = 4096, .perMinute = 60, .spends = {sms::kCodeQuotas.begin(), sms::kCodeQuotas.end()}};
	return {
		{Method::Post, "/account/mobile", kSignedIn, ifFresh(&MobileForms::give), texts},
		{Method::Post, "/account/mobile/code", kSignedIn, ifOffered(&MobileForms::prove), small},
		{Method::Post, "/account/replies", kSignedIn, ifFresh(&MobileForms::protect), texts},
		{Method::Post, "/account/mobile/remove", kSignedIn, ifFresh(&MobileForms::remove), small},
	};
}

bool MobileForms::isFresh(const Request& request) const
{
	return _context.clock().now() - request.principal()->since < _freshFor;
}

Result<Response> MobileForms::stalePage(const Request& request) const
{
	if (_refusals) _refusals->note(request, "access.denied", "session_not_fresh");
	TypedAccount typed;
	typed.isStale = true;
	return _account.render(request, typed, 403);
}

std::string MobileForms::faultOf(const Request& request, const Error& error) const
{
	const RequestWords words(_context.pages(), request);
	if (error.code == Code::Limited)
		return words("mobile.limited", Value::object({{"minutes", (error.extra["retry_after"].integer() + 59) / 60}}));
	for (const auto& [problem, key]: kFaults)
		if (error.problem == problem) return words(key, Value::object({{"left", error.extra["tries_left"].integer()}}));
	return {};
}

Result<Response> MobileForms::give(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	TypedAccount typed;
	typed.number = (*fields)["mobile"].text();
	typed.country = (*fields)["country"].text();
	auto given = _mobile.give(*request.principal(), request.tenant(), *typed.number, *typed.country);
	if (given) return Response::redirect(*given ? "/account#mobile-code" : "/account#mobile-section");
	typed.numberError = faultOf(request, given.error());
	if (typed.numberError.empty()) return given.error();
	return _account.render(request, typed, statusOf(given.error()));
}

Result<Response> MobileForms::protect(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto done = _mobile.protectReplies(*request.principal(), request.tenant(), (*fields)["protects"].text() == "1");
	if (done) return Response::redirect(*done ? "/account#mobile-code" : "/account#replies-section");
	TypedAccount typed;
	typed.repliesError = faultOf(request, done.error());
	if (typed.repliesError.empty()) typed.repliesError = _mobile.planFault(request.language(), done.error());
	if (typed.repliesError.empty()) return done.error();
	return _account.render(request, typed, statusOf(done.error()));
}

Result<Response> MobileForms::prove(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	TypedAccount typed;
	typed.code = (*fields)["code"].text();
	auto proved = _mobile.prove(*request.principal(), typed.code);
	if (proved) return Response::redirect("/account#mobile-section");
	const auto fault = faultOf(request, proved.error());
	if (fault.empty()) return proved.error();
	// When no code is awaited any more, show the error at the number's form, where the person can ask for a new one.
	(proved.error().problem == "code_over" ? typed.numberError : typed.codeError) = fault;
	return _account.render(request, typed, 400);
}

Result<Response> MobileForms::remove(Request& request) const
{
	const auto& person = *request.principal();
	TypedAccount typed;
	auto state = _factors.stateOf(person.tenant, person.user);
	if (!state) return state.error();
	if (state->bySms)
	{
		typed.numberError = RequestWords(_context.pages(), request)("mobile.is_factor");
		return _account.render(request, typed, 400);
	}
	auto removed = _mobile.remove(person);
	if (removed) return Response::redirect("/account#mobile-section");
	typed.numberError = faultOf(request, removed.error());
	if (typed.numberError.empty()) return removed.error();
	return _account.render(request, typed, 400);
}

}
