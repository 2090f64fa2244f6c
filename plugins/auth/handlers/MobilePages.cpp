#include "handlers/MobilePages.h"

namespace sx::auth {

namespace {

Value errorOf(const std::string& text, const char* id)
{
	return text.empty() ? Value() : Value::object({{"id", id}, {"text", text}});
}

}

Result<> MobilePages::declare(Registry& registry)
{
	using Answer = Result<Response> (MobilePages::*)(Request&) const;
	auto route = [&](std::string path, Answer answer) {
		return registry.route({.method = Method::Post,
			.path = std::move(path),
			.access = Access::Member,
			.handler = [this, answer](Request& request) -> Result<Response> {
				if (!_mobile.isOffered()) return Error{.code = Code::Missing, .detail = "no texts are sent here"};
				return (this->*answer)(request);
			},
			.maxBodyBytes = 4096,
			.perMinute = 60});
	};
	if (auto done = route("/account/mobile", &MobilePages::give); !done) return done;
	if (auto done = route("/account/mobile/code", &MobilePages::prove); !done) return done;
	if (auto done = route("/account/replies", &MobilePages::protect); !done) return done;
	return route("/account/mobile/remove", &MobilePages::remove);
}

std::string MobilePages::wordOf(const Request& request, const Error& error) const
{
	const auto& pages = _context->pages();
	if (error.code == Code::Limited)
		return pages.text(request.language(),
			"mobile.limited",
			Value::object({{"minutes", (error.extra["retry_after"].integer() + 59) / 60}}));
	if (error.problem == "mobile_country") return pages.text(request.language(), "mobile.number.country");
	if (error.problem == "mobile_invalid") return pages.text(request.language(), "mobile.number.wrong");
	if (error.problem == "mobile_locked") return pages.text(request.language(), "mobile.locked");
	if (error.problem == "mobile_missing") return pages.text(request.language(), "replies.no_mobile");
	if (error.problem == "code_wrong")
		return pages.text(
			request.language(), "mobile.code.wrong", Value::object({{"left", error.extra["tries_left"].integer()}}));
	if (error.problem == "code_over") return pages.text(request.language(), "mobile.code.over");
	return {};
}

Value MobilePages::mobileOf(const OwnMobile::View& view, const Value& waiting, const Typed& typed) const
{
	auto chosen = typed.country.value_or(view.country);
	const auto served = _mobile.countries();
	if (chosen.empty() && !served.empty()) chosen = served.front().code;
	return Value::object({{"countries", sms::countryChoices(served, chosen)},
		{"number", typed.number.value_or(view.mobile)},
		{"current", view.mobile},
		{"hasMobile", !view.mobile.empty()},
		{"isLocked", view.protectsReplies},
		{"waiting", view.isEnding ? Value() : waiting},
		{"isNumberWrong", !typed.numberError.empty()},
		{"numberError", errorOf(typed.numberError, "mobile-error")}});
}

Result<Value> MobilePages::sections(Request& request, const Typed& typed) const
{
	const auto& pages = _context->pages();
	const auto& language = request.language();
	if (!_mobile.isOffered())
	{
		auto protects = _mobile.protectsReplies(*request.principal());
		if (!protects) return protects.error();
		return Value::object({{"mobile", Value()},
			{"replies",
				Value::object({{"isOn", *protects},
					{"isFixed", true},
					{"why", pages.text(language, *protects ? "replies.no_sms_on" : "replies.no_sms")},
					{"waiting", Value()},
					{"error", Value()}})}});
	}
	auto view = _mobile.view(*request.principal());
	if (!view) return view.error();
	auto waiting = view->waiting.empty()
		? Value()
		: Value::object({{"lead",
							 pages.text(language,
								 view->isEnding ? "replies.code" : "mobile.code.lead",
								 Value::object({{"mobile", view->waiting},
									 {"minutes", std::int64_t{OwnMobile::kLife.count()}}}))},
			  {"code", typed.code},
			  {"isCodeWrong", !typed.codeError.empty()},
			  {"codeError", errorOf(typed.codeError, "mobile-code-error")}});
	const bool isFixed = view->mobile.empty() && !view->protectsReplies;
	auto replies = Value::object({{"isOn", view->protectsReplies},
		{"isFixed", isFixed},
		{"why",
			pages.text(language,
				isFixed                     ? "replies.no_mobile"
					: view->protectsReplies ? "replies.on"
											: "replies.off",
				Value::object({{"mobile", view->mobile}}))},
		{"waiting", view->isEnding ? waiting : Value()},
		{"error", errorOf(typed.repliesError, "replies-error")}});
	return Value::object({{"mobile", mobileOf(*view, waiting, typed)}, {"replies", std::move(replies)}});
}

Result<Response> MobilePages::refused(Request& request, const Typed& typed, int status) const
{
	auto view = sections(request, typed);
	if (!view) return view.error();
	return _account(request, std::move(*view), status);
}

Result<Response> MobilePages::give(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	Typed typed;
	typed.number = (*fields)["mobile"].text();
	typed.country = (*fields)["country"].text();
	auto given = _mobile.give(*request.principal(), request.tenant(), *typed.number, *typed.country);
	if (given) return Response::redirect(*given ? "/account#mobile-code" : "/account#mobile-section");
	typed.numberError = wordOf(request, given.error());
	if (typed.numberError.empty()) return given.error();
	return refused(request, typed, given.error().code == Code::Limited ? 429 : 400);
}

Result<Response> MobilePages::protect(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto done = _mobile.protectReplies(*request.principal(), request.tenant(), (*fields)["protects"].text() == "1");
	if (done) return Response::redirect(*done ? "/account#mobile-code" : "/account#replies-section");
	Typed typed;
	typed.repliesError = wordOf(request, done.error());
	if (typed.repliesError.empty()) return done.error();
	return refused(request, typed, done.error().code == Code::Limited ? 429 : 400);
}

Result<Response> MobilePages::prove(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	Typed typed;
	typed.code = (*fields)["code"].text();
	auto proved = _mobile.prove(*request.principal(), typed.code);
	if (proved) return Response::redirect("/account#mobile-section");
	const auto word = wordOf(request, proved.error());
	if (word.empty()) return proved.error();
	// When no code is awaited any more, show the error at the number's form, where the person can ask for a new one.
	(proved.error().problem == "code_over" ? typed.numberError : typed.codeError) = word;
	return refused(request, typed, 400);
}

Result<Response> MobilePages::remove(Request& request) const
{
	auto removed = _mobile.remove(*request.principal());
	Typed typed;
	if (!removed) typed.numberError = wordOf(request, removed.error());
	if (!typed.numberError.empty()) return refused(request, typed, 400);
	if (!removed) return removed.error();
	return Response::redirect("/account#mobile-section");
}

}
