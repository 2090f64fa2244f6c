#include "handlers/SignInPages.h"

#include "handlers/Network.h"
#include "sx/directory/Address.h"

namespace auth {

std::string SignInPages::word(const sx::Request& request, std::string_view key, const sx::Value& arguments) const
{
	return _context->pages().text(request.language(), key, arguments);
}

sx::Value SignInPages::minutes() const
{
	return sx::Value::object({{"minutes",
		std::chrono::duration_cast<std::chrono::minutes>(_context->settings().duration("link_life")).count()}});
}

sx::Result<> SignInPages::declare(sx::Registry& registry)
{
	using Answer = sx::Result<sx::Response> (SignInPages::*)(sx::Request&) const;
	auto route = [&](sx::Method method, std::string path, int perMinute, Answer answer) {
		return registry.route({.method = method,
			.path = std::move(path),
			.handler = [this, answer](sx::Request& request) { return (this->*answer)(request); },
			.maxBodyBytes = 16'384,
			.perMinute = perMinute,
			.contentSecurity = "worker-src 'self'"});
	};
	// Allow many requests per address, since a whole office may share one; the proof and the limits of SignIns hold
	// robots back.
	if (auto done = route(sx::Method::Get, "/sign-in", 0, &SignInPages::form); !done) return done;
	if (auto done = route(sx::Method::Post, "/sign-in", 120, &SignInPages::ask); !done) return done;
	if (auto done = route(sx::Method::Get, "/sign-in/challenge", 240, &SignInPages::challenge); !done) return done;
	if (auto done = route(sx::Method::Get, "/sign-in/link", 0, &SignInPages::link); !done) return done;
	return route(sx::Method::Post, "/sign-in/link", 120, &SignInPages::use);
}

sx::Response SignInPages::formPage(const sx::Request& request, const Form& form, int status) const
{
	auto error = [&](const std::string& key, const char* id) {
		return key.empty() ? sx::Value() : sx::Value::object({{"id", id}, {"text", word(request, key)}});
	};
	sx::Value errors{sx::Value::List{}};
	if (!form.addressError.empty())
		errors.add(sx::Value::object({{"link", "#address"}, {"text", word(request, form.addressError)}}));
	if (!form.proofError.empty())
		errors.add(sx::Value::object({{"link", "#human"}, {"text", word(request, form.proofError)}}));
	const auto count = static_cast<std::int64_t>(errors.list().size());
	auto summary = count == 0
		? sx::Value()
		: sx::Value::object({{"title", word(request, "common.errors.fields", sx::Value::object({{"count", count}}))},
			  {"errors", std::move(errors)}});
	return sx::Response::page("sign-in",
		sx::Value::object({{"title", word(request, "sign_in.title")},
			{"subtitle", word(request, "sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"lead", word(request, "sign_in.lead", minutes())},
			{"scripts", sx::Value::List{"sign-in.js"}},
			{"isError", count > 0},
			{"summary", std::move(summary)},
			{"address", form.address},
			{"next", form.next},
			{"isAddressWrong", !form.addressError.empty()},
			{"addressError", error(form.addressError, "address-error")},
			{"proofError", error(form.proofError, "human-error")}}),
		status);
}

sx::Response SignInPages::sentPage(const sx::Request& request, const std::string& address) const
{
	return sx::Response::page("sign-in-sent",
		sx::Value::object({{"title", word(request, "sent.title")},
			{"subtitle", word(request, "sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"lead", word(request, "sent.lead", minutes().set("address", address))},
			{"isDemo", _context->environment() == sx::Environment::Demo}}));
}

sx::Response SignInPages::deadPage(const sx::Request& request) const
{
	return sx::Response::page("sign-in-dead",
		sx::Value::object({{"title", word(request, "dead.title")},
			{"subtitle", word(request, "sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"lead", word(request, "dead.lead", minutes())}}),
		410);
}

sx::Result<sx::Response> SignInPages::form(sx::Request& request) const
{
	const auto next = localPath(request.query("next").value_or("/"));
	if (request.principal()) return sx::Response::redirect(next);
	return formPage(request, {{}, next, {}, {}}, 200);
}

sx::Result<sx::Response> SignInPages::challenge(sx::Request& request) const
{
	auto response = sx::Response::json(_signIns.challenge(request.tenant().id));
	response.header("Cache-Control", "no-store");
	return response;
}

sx::Result<sx::Response> SignInPages::ask(sx::Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	Form form{sx::directory::cleanAddress((*fields)["address"].text()), localPath((*fields)["next"].text()), {}, {}};
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
		form.proofError = error.code == sx::Code::Expired ? "sign_in.robot.expired" : "sign_in.robot.wrong";
		return formPage(request, form, 400);
	}
	if (error.code != sx::Code::Limited) return error;
	form.addressError = "sign_in.address.limited";
	auto page = formPage(request, form, 429);
	page.header("Retry-After", std::to_string(error.extra["retry_after"].integer()));
	return page;
}

sx::Result<sx::Response> SignInPages::link(sx::Request& request) const
{
	// Everyone gets the same page: the token follows the link's #, which browsers do not send (P10), and reaches the
	// server only when a person presses the button. So a scanner that fetches the link does not use it up.
	return sx::Response::page("sign-in-link",
		sx::Value::object({{"title", word(request, "link.title")},
			{"subtitle", word(request, "sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"scripts", sx::Value::List{"sign-in-link.js"}},
			{"lead", word(request, "link.lead", sx::Value::object({{"tenant", request.tenant().name}}))}}));
}

sx::Result<sx::Response> SignInPages::use(sx::Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto used = _signIns.use(request.tenant().id, (*fields)["token"].text(), request.clientAddress());
	if (!used && used.error().code == sx::Code::Missing) return deadPage(request);
	if (!used) return used.error();
	auto response = sx::Response::redirect(localPath(used->next));
	response.signIn(used->user);
	return response;
}

}
