#include "handlers/SignInViews.h"

namespace sx::auth {

Value SignInView::value(const RequestWords& words) const
{
	Value::List ways;
	for (const auto& each: choices) ways.push_back(Value::object({{"label", each.label}, {"url", each.url}}));
	const bool hasWays = !ways.empty();
	return Value::object({{"title", title},
		{"plainTitle", title},
		{"isByMobile", isByMobile},
		{"hasForm", hasForm},
		{"hasChoices", hasWays},
		{"choices", std::move(ways)},
		{"errorTitle", errorTitle},
		{"subtitle", subtitle},
		{"frame", "sx-public-narrow"},
		{"lead", lead},
		{"scripts", Value::List{"sign-in.js"}},
		{"isError", isError()},
		{"summary", errorSummaryView(words, {{"address", addressError}, {"human", proofError}})},
		{"address", address},
		{"next", next},
		{"challenge", work > 0 ? "/sign-in/challenge?work=" + std::to_string(work) : std::string("/sign-in/challenge")},
		{"isAddressWrong", !addressError.empty()},
		{"addressError", fieldErrorView("address", addressError)},
		{"proofError", fieldErrorView("human", proofError)}});
}

Value SignInSentView::value(const RequestWords& words) const
{
	return Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", "sx-public-narrow"},
		{"lead", lead},
		{"isError", !codeError.empty()},
		{"summary", errorSummaryView(words, {{"code", codeError}})},
		{"address", address},
		{"isCodeWrong", !codeError.empty()},
		{"codeError", fieldErrorView("code", codeError)},
		{"isDemo", isDemo}});
}

Value SignInNoteView::value() const
{
	return Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", "sx-public-narrow"},
		{"lead", lead},
		{"isSignedIn", isSignedIn},
		{"scripts", Value::List(scripts.begin(), scripts.end())}});
}

}
