#include "handlers/AccountPages.h"

namespace sx::auth {

Result<> AccountPages::declare(Registry& registry)
{
	if (auto done = registry.route({.method = Method::Get,
			.path = "/account",
			.access = Access::Member,
			.handler = [this](Request& request) { return account(request); }});
		!done)
		return done;
	if (auto done = registry.route({.method = Method::Post,
			.path = "/sign-out",
			.handler = [this](Request& request) { return signOut(request); }});
		!done)
		return done;
	if (auto done = registry.route({.method = Method::Post,
			.path = "/sign-out/everywhere",
			.access = Access::Member,
			.handler = [this](Request& request) { return signOutEverywhere(request); }});
		!done)
		return done;
	return registry.menu({"menu.account", "/account", "person-circle", "", 300});
}

Result<Response> AccountPages::account(Request& request) const
{
	auto sections = _sections(request);
	if (!sections) return sections.error();
	return page(request, *sections, 200);
}

Response AccountPages::page(Request& request, const Value& sections, int status) const
{
	const auto& person = *request.principal();
	const auto& pages = _context->pages();
	return Response::page("account",
		Value::object({{"scripts", Value::List{"account.js"}},
			{"isError", status >= 400},
			{"mobile", sections["mobile"]},
			{"replies", sections["replies"]},
			{"title", pages.text(request.language(), "account.title")},
			{"layout", "portal"},
			{"frame", ""},
			{"name", person.name},
			{"address", person.address},
			{"zone", person.timeZone},
			{"language",
				pages.text(request.language(),
					person.language.shortTag() == "fr" ? "account.language.fr" : "account.language.en")}}),
		status);
}

Result<Response> AccountPages::signOut(Request& request) const
{
	auto response = Response::redirect("/sign-in");
	response.signOut();
	const auto* person = request.principal();
	if (!person || person->isApiKey) return response;
	if (auto noted = _signIns.noteSignOut(*person, false, request.clientAddress()); !noted)
		_context->log().warning(
			"auth.sign_out_not_noted", {{"detail", noted.error().detail}});  // leaving is never refused
	return response;
}

Result<Response> AccountPages::signOutEverywhere(Request& request) const
{
	const auto& person = *request.principal();
	if (auto ended = _context->endSessions(person.tenant, person.user); !ended) return ended.error();
	if (auto noted = _signIns.noteSignOut(person, true, request.clientAddress()); !noted)
		_context->log().warning("auth.sign_out_not_noted", {{"detail", noted.error().detail}});
	auto response = Response::redirect("/sign-in");
	response.signOut();
	return response;
}

}
