#include "handlers/AccountPages.h"

namespace auth {

sx::Result<> AccountPages::declare(sx::Registry& registry)
{
	if (auto done = registry.route({.method = sx::Method::Get,
			.path = "/account",
			.access = sx::Access::Member,
			.handler = [this](sx::Request& request) { return account(request); }});
		!done)
		return done;
	if (auto done = registry.route({.method = sx::Method::Post,
			.path = "/sign-out",
			.handler = [this](sx::Request& request) { return signOut(request); }});
		!done)
		return done;
	if (auto done = registry.route({.method = sx::Method::Post,
			.path = "/sign-out/everywhere",
			.access = sx::Access::Member,
			.handler = [this](sx::Request& request) { return signOutEverywhere(request); }});
		!done)
		return done;
	return registry.menu({"menu.account", "/account", "person-circle", "", 300});
}

sx::Result<sx::Response> AccountPages::account(sx::Request& request) const
{
	auto sections = _sections(request);
	if (!sections) return sections.error();
	return page(request, *sections, 200);
}

sx::Response AccountPages::page(sx::Request& request, const sx::Value& sections, int status) const
{
	const auto& person = *request.principal();
	const auto& pages = _context->pages();
	return sx::Response::page("account",
		sx::Value::object({{"scripts", sx::Value::List{"account.js"}},
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

sx::Result<sx::Response> AccountPages::signOut(sx::Request& request) const
{
	auto response = sx::Response::redirect("/sign-in");
	response.signOut();
	const auto* person = request.principal();
	if (!person || person->isApiKey) return response;
	if (auto noted = _signIns.noteSignOut(*person, false, request.clientAddress()); !noted)
		_context->log().warning(
			"auth.sign_out_not_noted", {{"detail", noted.error().detail}});  // leaving is never refused
	return response;
}

sx::Result<sx::Response> AccountPages::signOutEverywhere(sx::Request& request) const
{
	const auto& person = *request.principal();
	if (auto ended = _context->endSessions(person.tenant, person.user); !ended) return ended.error();
	if (auto noted = _signIns.noteSignOut(person, true, request.clientAddress()); !noted)
		_context->log().warning("auth.sign_out_not_noted", {{"detail", noted.error().detail}});
	auto response = sx::Response::redirect("/sign-in");
	response.signOut();
	return response;
}

}
