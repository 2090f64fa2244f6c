#include "handlers/AccountPage.h"

#include "handlers/SignOut.h"
#include "services/EntranceMails.h"
#include "sx/dates.h"

namespace sx::auth {

namespace {

AccountView::Waiting waitingOf(const RequestWords& words, const OwnMobile::View& own, const TypedAccount& typed)
{
	const auto arguments = Value::object(
		{{"mobile", own.waiting}, {"minutes", std::int64_t{OwnMobile::kLife.count()}}});
	return {.lead = words(own.isEnding ? "replies.code" : "mobile.code.lead", arguments),
		.code = typed.code,
		.codeError = typed.codeError};
}

AccountView::Replies repliesOf(const RequestWords& words, const OwnMobile::View& own, const TypedAccount& typed)
{
	AccountView::Replies out{.isOn = own.protectsReplies,
		.isFixed = !own.protectsReplies && (own.mobile.empty() || !own.whyNot.empty()),
		.why = {},
		.error = typed.repliesError,
		.waiting = std::nullopt};
	const char* key = out.isOn ? "replies.on" : "replies.off";
	if (out.isFixed) key = "replies.no_mobile";
	out.why = words(key, Value::object({{"mobile", own.mobile}}));
	if (!out.isOn && !own.whyNot.empty()) out.why = own.whyNot;
	return out;
}

}

Routes<AccountPage> AccountPage::routes() { return {{Method::Get, "/account", kSignedIn, &AccountPage::show}}; }

AccountView::Preferences AccountPage::preferencesOf(
	const Tenant& tenant, const RequestWords& words, const directory::Person& person, const TypedAccount& typed) const
{
	const auto company = _pages.timeZone(words.language, tenant.timeZone).value_or(ZoneName{});
	const auto chosen = typed.timeZone.value_or(person.hasOwnZone ? person.timeZone : std::string());
	AccountView::Preferences out{.language = typed.language.value_or(std::string(words.language.shortTag())),
		.hasIsoDates = typed.hasIsoDates.value_or(hasIsoDates(person.language)),
		.otherNote = words.language == person.language
			? std::string()
			: words("preferences.language.other",
				  Value::object({{"here", spoken(words.language).name}, {"mails", spoken(person.language).name}})),
		.zone = _pages.timeZone(words.language, chosen).value_or(ZoneName{}).id,
		.company = words("preferences.zone.company", Value::object({{"zone", company.label}})),
		.groups = {{.label = company.country, .zones = {}},
			{.label = words("preferences.zone.elsewhere"), .zones = {}}},
		.languageError = typed.languageError,
		.zoneError = typed.zoneError};
	for (auto& zone: _pages.timeZones(words.language))
		out.groups[zone.country == company.country ? 0 : 1].zones.push_back(std::move(zone));
	return out;
}

AccountView::Mobile AccountPage::mobileOf(const OwnMobile::View& own, const TypedAccount& typed) const
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
	AccountView& view, const RequestWords& words, const Principal& person, const TypedAccount& typed) const
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
	auto own = _mobile.view(person, words.language);
	if (!own) return own.error();
	view.mobile = mobileOf(*own, typed);
	view.replies = repliesOf(words, *own, typed);
	if (own->waiting.empty()) return {};
	(own->isEnding ? view.replies.waiting : view.mobile->waiting) = waitingOf(words, *own, typed);
	return {};
}

Result<> AccountPage::fillSafety(
	AccountView& view, const RequestWords& words, const Principal& person, const TypedAccount& typed) const
{
	auto state = _factors.stateOf(person.tenant, person.user);
	if (!state) return state.error();
	view.factors = {.hasApp = state->hasApp,
		.bySms = state->bySms,
		.isSmsOffered = _factors.canText(),
		.hasMobile = !state->mobile.empty(),
		.isOn = state->isOn(),
		.hasNoCodes = state->isOn() && state->recoveryCodes == 0,
		.codes = words("factors.codes.left", Value::object({{"left", state->recoveryCodes}})),
		.error = typed.factorsError};
	auto sessions = _context.sessionsOf(person.tenant, person.user);
	if (!sessions) return sessions.error();
	for (const auto& each: *sessions)
		view.sessions.push_back({.id = each.id,
			.device = deviceName(words.pages, words.language, each.device),
			.address = each.address,
			.place = _places ? _places->placeOf(person.tenant, each.address, words.language).text() : std::string(),
			.seen = timeView(words.pages, words.language, each.seen, words.zone, Pages::Style::Short),
			.since = timeView(words.pages, words.language, each.since, words.zone, Pages::Style::Short),
			.isHere = each.id == person.session});
	return {};
}

Result<Response> AccountPage::render(const Request& request, const TypedAccount& typed, int status) const
{
	const RequestWords words(_pages, request);
	const auto& principal = *request.principal();
	auto person = _directory.byId(principal.tenant, principal.user);
	if (!person) return person.error();
	const bool isSaved = request.query("done") == "preferences";
	AccountView view{.title = words("account.title"),
		.name = person->name,
		.address = person->address,
		.done = isSaved ? noteView(NoteKind::Ok, words("preferences.done")) : Value(),
		.preferences = preferencesOf(request.tenant(), words, *person, typed),
		.mobile = std::nullopt,
		.replies = {},
		.factors = {},
		.isError = status >= 400,
		.isOwnDevice = SignOut::isOwnDevice(request),
		.hasOptions = principal.may("directory.preferences"),
		.isStale = typed.isStale || request.query("stale").has_value()};
	if (auto done = fill(view, words, principal, typed); !done) return done.error();
	if (auto done = fillSafety(view, words, principal, typed); !done) return done.error();
	return Response::page("account", view.value(), status);
}

}
