#include "handlers/SignInViews.h"

namespace sx::auth {

Value SignInView::value(const RequestWords& words) const
{
	return Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", "sx-public-narrow"},
		{"lead", lead},
		{"scripts", Value::List{"sign-in.js"}},
		{"isError", isError()},
		{"summary", errorSummaryView(words, {{"address", addressError}, {"human", proofError}})},
		{"address", address},
		{"next", next},
		{"isAddressWrong", !addressError.empty()},
		{"addressError", fieldErrorView("address", addressError)},
		{"proofError", fieldErrorView("human", proofError)}});
}

Value SignInNoteView::value() const
{
	return Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", "sx-public-narrow"},
		{"lead", lead},
		{"scripts", Value::List(scripts.begin(), scripts.end())},
		{"isDemo", isDemo}});
}

}
