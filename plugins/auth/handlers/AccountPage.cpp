#include "handlers/AccountPage.h"

#include "handlers/SignOut.h"

namespace sx::auth {

namespace {

AccountView::Waiting waitingOf(const RequestWords& words, const OwnMobile::View& own, const TypedMobile& typed)
{
	const auto arguments = Value::object(
		{{"mobile", own.waiting}, {"minutes", std::int64_t{OwnMobile::kLife.count()}}});
	return {.lead = words(own.isEnding ? "replies.code" : "mobile.code.lead", arguments),
		.code = typed.code,
		.codeError = typed.codeError};
}

AccountView::Replies repliesOf(const RequestWords& words, const OwnMobile::View& own, const TypedMobile& typed)
{
	AccountView::Replies out{.isOn = own.protectsReplies,
		.isFixed = own.mobile.empty() && !own.protectsReplies,
		.why = {},
		.error = typed.repliesError,
		.waiting = std::nullopt};
	const char* key = out.isOn ? "replies.on" : "replies.off";
	if (out.isFixed) key = "replies.no_mobile";
	out.why = words(key, Value::object({{"mobile", own.mobile}}));
	return out;
}

}

Routes<AccountPage> AccountPage::routes() { return {{Method::Get, "/account", kSignedIn, &AccountPage::show}}; }

AccountView::Mobile AccountPage::mobileOf(const OwnMobile::View& own, const TypedMobile& typed) const
{
	auto chosen = typed.country.value_or(own.country);
	const auto served = _mobile.countries();
	if (chosen.empty() && !served.empty()) chosen = served.front().code;
	return {.countries = sms::countryChoices(served, chosen),
		.number = typed.number.value_or(own.mobile),
		.current = own.mobile,
		.isLocked = own.protectsReplies,
		.numberError = typed.numberError,
		.waiting = std::nullopt};
}

Result<> AccountPage::fill(
	AccountView& view, const RequestWords& words, const Principal& person, const TypedMobile& typed) const
{
	if (!_mobile.isOffered())
	{
		auto protects = _mobile.protectsReplies(person);
		if (!protects) return protects.error();
		view.replies.isOn = *protects;
		view.replies.isFixed = true;
		view.replies.why = words(*protects ? "replies.no_sms_on" : "replies.no_sms");
		return {};
	}
	auto own = _mobile.view(person);
	if (!own) return own.error();
	view.mobile = mobileOf(*own, typed);
	view.replies = repliesOf(words, *own, typed);
	if (own->waiting.empty()) return {};
	(own->isEnding ? view.replies.waiting : view.mobile->waiting) = waitingOf(words, *own, typed);
	return {};
}

Result<Response> AccountPage::render(const Request& request, const TypedMobile& typed, int status) const
{
	const RequestWords words(_pages, request);
	const auto& person = *request.principal();
	AccountView view{.title = words("account.title"),
		.name = person.name,
		.address = person.address,
		.zone = person.timeZone,
		.language = words(person.language.shortTag() == "fr" ? "account.language.fr" : "account.language.en"),
		.mobile = std::nullopt,
		.replies = {},
		.isError = status >= 400,
		.isOwnDevice = SignOut::isOwnDevice(request),
		.isStale = typed.isStale};
	if (auto done = fill(view, words, person, typed); !done) return done.error();
	return Response::page("account", view.value(), status);
}

}
