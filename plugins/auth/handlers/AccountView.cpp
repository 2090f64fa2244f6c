#include "handlers/AccountView.h"

#include "sx/views.h"

namespace sx::auth {

namespace {

Value valueOf(const std::optional<AccountView::Waiting>& waiting) { return waiting ? waiting->value() : Value(); }

}

Value AccountView::Waiting::value() const
{
	return Value::object({{"lead", lead},
		{"code", code},
		{"isCodeWrong", !codeError.empty()},
		{"codeError", fieldErrorView("mobile-code", codeError)}});
}

Value AccountView::Mobile::value() const
{
	return Value::object({{"countries", countries},
		{"number", number},
		{"current", current},
		{"hasMobile", !current.empty()},
		{"isLocked", isLocked},
		{"waiting", valueOf(waiting)},
		{"isNumberWrong", !numberError.empty()},
		{"numberError", fieldErrorView("mobile", numberError)}});
}

Value AccountView::Replies::value() const
{
	return Value::object({{"isOn", isOn},
		{"isFixed", isFixed},
		{"why", why},
		{"waiting", valueOf(waiting)},
		{"error", fieldErrorView("replies", error)}});
}

Value AccountView::Preferences::value() const
{
	Value::List shown;
	for (const auto& group: groups)
	{
		Value::List zones;
		for (const auto& each: group.zones)
			zones.push_back(Value::object({{"id", each.id}, {"name", each.label}, {"isChosen", each.id == zone}}));
		shown.push_back(Value::object({{"label", group.label}, {"zones", std::move(zones)}}));
	}
	return Value::object({{"languages", languageChoices(language)},
		{"hasIsoDates", hasIsoDates},
		{"other", otherNote.empty() ? Value() : Value::object({{"text", otherNote}})},
		{"company", company},
		{"followsCompany", zone.empty()},
		{"groups", std::move(shown)},
		{"isLanguageWrong", !languageError.empty()},
		{"languageError", fieldErrorView("language", languageError)},
		{"isZoneWrong", !zoneError.empty()},
		{"zoneError", fieldErrorView("time-zone", zoneError)}});
}

Value AccountView::SecondFactors::value() const
{
	return Value::object({{"hasApp", hasApp},
		{"bySms", bySms},
		{"isSmsOffered", isSmsOffered},
		{"canTurnOnSms", hasMobile && !bySms},
		{"needsMobile", !hasMobile && !bySms},
		{"isOn", isOn},
		{"hasNoCodes", hasNoCodes},
		{"codes", codes},
		{"error", error.empty() ? Value() : noteView(NoteKind::Bad, error)}});
}

Value AccountView::Session::value() const
{
	return Value::object({{"id", id},
		{"device", device},
		{"address", address},
		{"place", place.empty() ? Value() : Value::object({{"text", place}})},
		{"seen", seen},
		{"since", since},
		{"isHere", isHere}});
}

Value AccountView::value() const
{
	Value::List shown;
	for (const auto& each: sessions) shown.push_back(each.value());
	return Value::object({{"scripts", Value::List{"account.js"}},
		{"isError", isError},
		{"isStale", isStale},
		{"isOwnDevice", isOwnDevice},
		{"hasOptions", hasOptions},
		{"mobile", mobile ? mobile->value() : Value()},
		{"replies", replies.value()},
		{"factors", factors.value()},
		{"sessions", std::move(shown)},
		{"hasOtherSessions", sessions.size() > 1},
		{"title", title},
		{"layout", "portal"},
		{"frame", ""},
		{"name", name},
		{"address", address},
		{"done", done},
		{"preferences", preferences.value()}});
}

}
