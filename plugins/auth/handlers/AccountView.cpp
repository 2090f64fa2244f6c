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

Value AccountView::value() const
{
	return Value::object({{"scripts", Value::List{"account.js"}},
		{"isError", isError},
		{"isStale", isStale},
		{"isOwnDevice", isOwnDevice},
		{"mobile", mobile ? mobile->value() : Value()},
		{"replies", replies.value()},
		{"title", title},
		{"layout", "portal"},
		{"frame", ""},
		{"name", name},
		{"address", address},
		{"zone", zone},
		{"language", language}});
}

}
