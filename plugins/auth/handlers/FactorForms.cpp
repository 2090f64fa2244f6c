#include "handlers/FactorForms.h"

#include "handlers/FactorViews.h"
#include "services/EntranceMails.h"

#include <algorithm>

namespace sx::auth {

namespace {

constexpr const char* kSection = "/account#factors-section";
constexpr const char* kReset = "auth.reset";

constexpr std::pair<std::string_view, const char*> kFactorFaults[] = {{"factor_required", "factors.required"},
	{"factor_missing", "factors.missing"},
	{"mobile_missing", "factors.no_mobile"}};

}

Routes<FactorForms> FactorForms::routes()
{
	// A stolen session must not change what protects the account, so that takes a fresh sign-in.
	const auto ifFresh = [](auto answer) {
		return [answer](FactorForms& forms, Request& request) -> Result<Response> {
			return forms.isFresh(request) ? (forms.*answer)(request) : forms.stalePage(request);
		};
	};
	const RouteOptions small{.maxBodyBytes = 4096, .perMinute = 60};
	return {
		{Method::Get, "/account/factors/app", kSignedIn, ifFresh(&FactorForms::showApp)},
		{Method::Post, "/account/factors/app", kSignedIn, ifFresh(&FactorForms::turnOnApp), small},
		{Method::Post, "/account/factors/app/remove", kSignedIn, ifFresh(&FactorForms::turnOffApp), small},
		{Method::Post, "/account/factors/sms", kSignedIn, ifFresh(&FactorForms::setBySms), small},
		{Method::Post, "/account/factors/codes", kSignedIn, ifFresh(&FactorForms::newCodes), small},
		{Method::Post, "/account/sessions/end", kSignedIn, &FactorForms::endSession, small},
		{Method::Post, "/account/sessions/end-others", kSignedIn, &FactorForms::endOthers, small},
		{Method::Post,
			"/admin/people/{id:uuid}/second-factors/reset",
			peopleWith(kReset),
			ifFresh(&FactorForms::resetPerson),
			small},
	};
}

bool FactorForms::isFresh(const Request& request) const noexcept
{
	return _context.clock().now() - request.principal()->since < _freshFor;
}

Result<Response> FactorForms::staleAccount(const Request& request) const noexcept
{
	if (_refusals) _refusals->note(request, "access.denied", "session_not_fresh");
	return Response::redirect("/account?stale=1");
}

Result<Response> FactorForms::stalePage(const Request& request) const
{
	if (_refusals) _refusals->note(request, "access.denied", "session_not_fresh");
	TypedAccount typed;
	typed.isStale = true;
	return _account.render(request, typed, 403);
}

Result<> FactorForms::record(Sql& sql, const Request& request, const char* kind, Value details) const
{
	if (!_needs.journal) return {};
	const auto by = callerOf(request);
	return _needs.journal->append(sql,
		{.kind = kind,
			.actor = by.user,
			.subject = by.user.value,
			.details = std::move(details),
			.address = by.address});
}

Result<Response> FactorForms::refused(const Request& request, const Error& error) const
{
	for (const auto& [problem, key]: kFactorFaults)
		if (error.problem == problem)
		{
			TypedAccount typed;
			typed.factorsError = RequestWords(_context.pages(), request)(key);
			return _account.render(request, typed, 409);
		}
	return error;
}

Response FactorForms::appPage(const Request& request, const AppSetup& setup, const std::string& error, int status) const
{
	const RequestWords words(_context.pages(), request);
	const AppSetupView view{.title = words("app.title"),
		.subtitle = words("sign_in.subtitle"),
		.lead = words("app.lead"),
		.action = "/account/factors/app",
		.setup = setup,
		.codeError = error};
	return Response::page("app-setup", view.value(words), status);
}

Result<Response> FactorForms::showApp(Request& request) const
{
	const auto& person = *request.principal();
	return appPage(request, _factors.newSetup(request.tenant(), person.user, person.address), {}, 200);
}

Result<Response> FactorForms::turnOnApp(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto sealed = (*fields)["setup"].text();
	auto on = _factors.turnOnApp(callerOf(request), sealed, (*fields)["code"].text());
	if (on) return withCodes(request);
	if (on.error().problem != "code_wrong" && on.error().problem != "setup_over") return on.error();
	const auto& person = *request.principal();
	auto setup = _factors.setupOf(request.tenant(), person.user, person.address, sealed);
	const RequestWords words(_context.pages(), request);
	if (!setup)
		return appPage(
			request, _factors.newSetup(request.tenant(), person.user, person.address), words("app.over"), 400);
	return appPage(request, *setup, words("app.wrong"), 400);
}

Result<Response> FactorForms::withCodes(const Request& request) const
{
	auto codes = _factors.firstRecoveryCodes(callerOf(request));
	if (!codes) return codes.error();
	if (codes->empty()) return Response::redirect(kSection);
	return recoveryCodesPage(RequestWords(_context.pages(), request), *codes, kSection);
}

Result<Response> FactorForms::turnOffApp(Request& request) const
{
	auto off = _factors.turnOffApp(callerOf(request));
	return off ? Response::redirect(kSection) : refused(request, off.error());
}

Result<Response> FactorForms::setBySms(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const bool isOn = (*fields)["on"].text() == "1";
	auto set = _factors.setBySms(callerOf(request), isOn);
	if (!set) return refused(request, set.error());
	return isOn ? withCodes(request) : Response::redirect(kSection);
}

Result<Response> FactorForms::newCodes(Request& request) const
{
	auto codes = _factors.newRecoveryCodes(callerOf(request));
	if (!codes) return refused(request, codes.error());
	return recoveryCodesPage(RequestWords(_context.pages(), request), *codes, kSection);
}

Result<Response> FactorForms::added(const Request& request, std::string_view factor) noexcept
{
	if (auto noted = _factors.note(callerOf(request), factor, true); !noted) return noted.error();
	return Response::redirect(kSection);
}

Result<> FactorForms::mayRemove(const Request& request) const noexcept
{
	return _factors.mayRemoveOne(callerOf(request));
}

Result<> FactorForms::removed(const Request& request, std::string_view factor) noexcept
{
	return _factors.note(callerOf(request), factor, false);
}

Result<> FactorForms::reset(Sql& sql, const UserId& user, const Caller& by) noexcept
{
	auto person = _needs.directory.byId(sql, user);
	if (!person) return person.error();
	const auto tenant = _needs.tenants.byId(person->tenant);
	if (!tenant) return failed(Code::Missing, "auth: the company is gone");
	if (auto done = _factors.reset(sql, user, by); !done) return done;
	// The person hears of it: whoever has only their mailbox gets in from now on.
	auto mail = factorsResetMail(Wording(_context), *tenant, *person);
	return mail ? _needs.outbox.queue(sql, *mail) : mail.error();
}

Value FactorForms::resetView(const Request& request) const
{
	const bool may = request.principal() && request.principal()->may(kReset);
	const auto id = request.parameter("id");
	if (!may || id.empty() || id == request.principal()->user.value) return Value::object({{"reset", Value()}});
	auto state = _factors.stateOf(request.tenant().id, {id});
	const bool isOn = state && state->isOn();
	return Value::object(
		{{"reset", Value::object({{"action", "/admin/people/" + id + "/second-factors/reset"}, {"isOn", isOn}})}});
}

Result<Response> FactorForms::resetPerson(Request& request)
{
	const UserId user{request.parameter("id")};
	const auto& by = *request.principal();
	auto person = _needs.directory.byId(request.tenant().id, user);
	if (!person) return person.error();
	if (user == by.user)
		return sx::refused(Code::Denied, "own_factors", "auth: one's own factors are changed on /account");
	// Whoever resets somebody's factors could sign in as them with their mailbox: nobody does it to who may do more.
	const auto mayAll = [&](const std::vector<std::string>& permissions) {
		return std::all_of(permissions.begin(), permissions.end(), [&](const auto& each) { return by.may(each); });
	};
	if (!mayAll(person->permissions) || !mayAll(_needs.directory.permissionsOf(person->role)))
		return sx::refused(Code::Denied, "higher_role", "auth: the person may do more than who resets");
	auto done = _context.store().write(
		request.tenant().id, [&](Sql& sql) { return reset(sql, user, callerOf(request)); });
	if (!done) return done.error();
	return Response::redirect("/admin/people/" + user.value);
}

Result<Response> FactorForms::endSession(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto id = (*fields)["id"].text();
	const auto& person = *request.principal();
	auto ended = _context.store().write(person.tenant, [&](Sql& sql) -> Result<> {
		if (auto done = _context.endSession(sql, person.user, id); !done) return done;
		return record(sql, request, "auth.session_ended", Value::object({{"session", id}}));
	});
	// A session that is over already is what was wanted.
	if (!ended && ended.error().code != Code::Missing) return ended.error();
	return Response::redirect(id == person.session ? "/sign-in" : "/account#sessions-section");
}

Result<Response> FactorForms::endOthers(Request& request) const
{
	const auto& person = *request.principal();
	auto sessions = _context.sessionsOf(person.tenant, person.user);
	if (!sessions) return sessions.error();
	auto ended = _context.store().write(person.tenant, [&](Sql& sql) -> Result<> {
		std::int64_t count = 0;
		for (const auto& each: *sessions)
		{
			if (each.id == person.session) continue;
			auto done = _context.endSession(sql, person.user, each.id);
			if (!done && done.error().code != Code::Missing) return done;
			++count;
		}
		return record(sql, request, "auth.other_sessions_ended", Value::object({{"sessions", count}}));
	});
	if (!ended) return ended.error();
	return Response::redirect("/account#sessions-section");
}

}
