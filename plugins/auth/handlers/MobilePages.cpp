#include "handlers/MobilePages.h"

namespace auth {

sx::Result<> MobilePages::declare(sx::Registry& registry)
{
	using Answer = sx::Result<sx::Response> (MobilePages::*)(sx::Request&) const;
	auto route = [&](std::string path, Answer answer) {
		return registry.route({.method = sx::Method::Post, .path = std::move(path), .access = sx::Access::Member,
			.handler = [this, answer](sx::Request& request) -> sx::Result<sx::Response> {
				if (!_mobile.isOffered()) return sx::Error{.code = sx::Code::Missing, .detail = "no texts are sent here"};
				return (this->*answer)(request);
			}, .maxBodyBytes = 4096, .perMinute = 60});
	};
	if (auto done = route("/account/mobile", &MobilePages::give); !done) return done;
	if (auto done = route("/account/mobile/code", &MobilePages::prove); !done) return done;
	return route("/account/mobile/remove", &MobilePages::remove);
}

std::string MobilePages::wordOf(const sx::Request& request, const sx::Error& error) const
{
	const auto& pages = _context->pages();
	if (error.code == sx::Code::Limited)
		return pages.text(request.language(), "mobile.limited", sx::Value::object({{"minutes", (error.extra["retry_after"].integer() + 59) / 60}}));
	if (error.problem == "mobile_country") return pages.text(request.language(), "mobile.number.country");
	if (error.problem == "mobile_invalid") return pages.text(request.language(), "mobile.number.wrong");
	if (error.problem == "code_wrong") return pages.text(request.language(), "mobile.code.wrong", sx::Value::object({{"left", error.extra["tries_left"].integer()}}));
	if (error.problem == "code_over") return pages.text(request.language(), "mobile.code.over");
	return {};
}

sx::Result<sx::Value> MobilePages::section(sx::Request& request, const Typed& typed) const
{
	if (!_mobile.isOffered()) return sx::Value();
	auto view = _mobile.view(*request.principal());
	if (!view) return view.error();
	const auto& pages = _context->pages();
	const auto& language = request.language();
	auto chosen = typed.country.value_or(view->country);
	const auto served = _mobile.countries();
	if (chosen.empty() && !served.empty()) chosen = served.front().code;
	auto error = [](const std::string& text, const char* id) { return text.empty() ? sx::Value() : sx::Value::object({{"id", id}, {"text", text}}); };
	const auto waiting = view->waiting.empty() ? sx::Value() : sx::Value::object({{"lead", pages.text(language, "mobile.code.lead",
		sx::Value::object({{"mobile", view->waiting}, {"minutes", std::int64_t{OwnMobile::kLife.count()}}}))}});
	return sx::Value::object({{"countries", sx::sms::countryChoices(served, chosen)}, {"number", typed.number.value_or(view->mobile)}, {"current", view->mobile}, {"hasMobile", !view->mobile.empty()},
		{"waiting", waiting}, {"code", typed.code}, {"isNumberWrong", !typed.numberError.empty()}, {"numberError", error(typed.numberError, "mobile-error")},
		{"isCodeWrong", !typed.codeError.empty()}, {"codeError", error(typed.codeError, "mobile-code-error")}});
}

sx::Result<sx::Response> MobilePages::refused(sx::Request& request, const Typed& typed, int status) const
{
	auto view = section(request, typed);
	if (!view) return view.error();
	return _account(request, std::move(*view), status);
}

sx::Result<sx::Response> MobilePages::give(sx::Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	Typed typed{(*fields)["mobile"].text(), (*fields)["country"].text(), {}, {}, {}};
	auto given = _mobile.give(*request.principal(), request.tenant(), *typed.number, *typed.country);
	if (given) return sx::Response::redirect(*given ? "/account#mobile-code" : "/account#mobile-section");
	typed.numberError = wordOf(request, given.error());
	if (typed.numberError.empty()) return given.error();
	return refused(request, typed, given.error().code == sx::Code::Limited ? 429 : 400);
}

sx::Result<sx::Response> MobilePages::prove(sx::Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	Typed typed{{}, {}, (*fields)["code"].text(), {}, {}};
	auto proved = _mobile.prove(*request.principal(), typed.code);
	if (proved) return sx::Response::redirect("/account#mobile-section");
	const auto word = wordOf(request, proved.error());
	if (word.empty()) return proved.error();
	// Without a code to wait for, the form for the number is where to go on.
	(proved.error().problem == "code_over" ? typed.numberError : typed.codeError) = word;
	return refused(request, typed, 400);
}

sx::Result<sx::Response> MobilePages::remove(sx::Request& request) const
{
	if (auto done = _mobile.remove(*request.principal()); !done) return done.error();
	return sx::Response::redirect("/account#mobile-section");
}

}
