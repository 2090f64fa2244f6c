#include "handlers/SignInPages.h"

#include "handlers/Network.h"
#include "sx/directory/Address.h"

namespace sx::auth {

std::string SignInPages::word(const Request& request, std::string_view key, const Value& arguments) const
{
	return _context->pages().text(request.language(), key, arguments);
}

Value SignInPages::minutes() const
{
	return Value::object({{"minutes",
		std::chrono::duration_cast<std::chrono::minutes>(_context->settings().duration("link_life")).count()}});
}

Result<> SignInPages::declare(Registry& registry)
{
	using Answer = Result<Response> (SignInPages::*)(Request&) const;
	auto route = [&](Method method, std::string path, int perMinute, Answer answer) {
		return registry.route({.method = method,
			.path = std::move(path),
			.handler = [this, answer](Request& request) { return (this->*answer)(request); },
			.maxBodyBytes = 16'384,
			.perMinute = perMinute,
			.contentSecurity = "worker-src 'self'"});
	};
	// Allow many requests per address, since a whole office may share one; the proof and the limits of SignIns hold
	// robots back.
	if (auto done = route(Method::Get, "/sign-in", 0, &SignInPages::form); !done) return done;
	if (auto done = route(Method::Post, "/sign-in", 120, &SignInPages::ask); !done) return done;
	if (auto done = route(Method::Get, "/sign-in/challenge", 240, &SignInPages::challenge); !done) return done;
	if (auto done = route(Method::Get, "/sign-in/link", 0, &SignInPages::link); !done) return done;
	return route(Method::Post, "/sign-in/link", 120, &SignInPages::use);
}

Response SignInPages::formPage(const Request& request, const Form& form, int status) const
{
	auto error = [&](const std::string& key, const char* id) {
		return key.empty() ? Value() : Value::object({{"id", id}, {"text", word(request, key)}});
	};
	Value errors{Value::List{}};
	if (!form.addressError.empty())
		errors.add(Value::object({{"link", "#address"}, {"text", word(request, form.addressError)}}));
	if (!form.proofError.empty())
		errors.add(Value::object({{"link", "#human"}, {"text", word(request, form.proofError)}}));
	const auto count = static_cast<std::int64_t>(errors.list().size());
	auto summary = count == 0
		? Value()
		: Value::object({{"title", word(request, "common.errors.fields", Value::object({{"count", count}}))},
			  {"errors", std::move(errors)}});
	return Response::page("sign-in",
		Value::object({{"title", word(request, "sign_in.title")},
			{"subtitle", word(request, "sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"lead", word(request, "sign_in.lead", minutes())},
			{"scripts", Value::List{"sign-in.js"}},
			{"isError", count > 0},
			{"summary", std::move(summary)},
			{"address", form.address},
			{"next", form.next},
			{"isAddressWrong", !form.addressError.empty()},
			{"addressError", error(form.addressError, "address-error")},
			{"proofError", error(form.proofError, "human-error")}}),
		status);
}

Response SignInPages::sentPage(const Request& request, const std::string& address) const
{
	return Response::page("sign-in-sent",
		Value::object({{"title", word(request, "sent.title")},
			{"subtitle", word(request, "sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"lead", word(request, "sent.lead", minutes().set("address", address))},
			{"isDemo", _context->environment() == Environment::Demo}}));
}

Response SignInPages::deadPage(const Request& request) const
{
	return Response::page("sign-in-dead",
		Value::object({{"title", word(request, "dead.title")},
			{"subtitle", word(request, "sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"lead", word(request, "dead.lead", minutes())}}),
		410);
}

Result<Response> SignInPages::form(Request& request) const
{
	const auto next = localPath(request.query("next").value_or("/"));
	if (request.principal()) return Response::redirect(next);
	return formPage(request, {{}, next, {}, {}}, 200);
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
	Form form{directory::cleanAddress((*fields)["address"].text()), localPath((*fields)["next"].text()), {}, {}};
	if (!looksLikeAddress(form.address))
	{
		form.addressError = form.address.empty() ? "sign_in.address.missing" : "sign_in.address.wrong";
		return formPage(request, form, 400);
	}
	auto asked = _signIns.ask(
		request.tenant().id, {form.address, form.next, (*fields)["altcha"].text(), networkOf(request.clientAddress())});
	if (asked) return sentPage(request, form.address);
	const auto& error = asked.error();
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
	return Response::page("sign-in-link",
		Value::object({{"title", word(request, "link.title")},
			{"subtitle", word(request, "sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"scripts", Value::List{"sign-in-link.js"}},
			{"lead", word(request, "link.lead", Value::object({{"tenant", request.tenant().name}}))}}));
}

Result<Response> SignInPages::use(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto used = _signIns.use(request.tenant().id, (*fields)["token"].text(), request.clientAddress());
	if (!used && used.error().code == Code::Missing) return deadPage(request);
	if (!used) return used.error();
	auto response = Response::redirect(localPath(used->next));
	response.signIn(used->user);
	return response;
}

}
