#include "handlers/FactorViews.h"

namespace sx::auth {

Value SecondView::value(const RequestWords& words) const
{
	Value::List ways;
	for (const auto& each: others) ways.push_back(Value::object({{"label", each.label}, {"url", each.url}}));
	return Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", "sx-public-narrow"},
		{"lead", lead},
		{"help", help},
		{"sent", sent.empty() ? Value() : noteView(NoteKind::Plain, sent)},
		{"send", send.empty() ? Value() : Value::object({{"label", send}})},
		{"others", std::move(ways)},
		{"isError", !codeError.empty()},
		{"summary", errorSummaryView(words, {{"code", codeError}})},
		{"isCodeWrong", !codeError.empty()},
		{"codeError", fieldErrorView("code", codeError)}});
}

Value AppSetupView::value(const RequestWords& words) const
{
	auto out = Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", isInPortal ? "" : "sx-public-narrow"},
		{"lead", lead},
		{"action", action},
		{"setup", setup.sealed},
		{"secret", setup.secret},
		{"uri", setup.uri},
		{"size", setup.picture.size},
		{"path", setup.picture.path},
		{"isError", !codeError.empty()},
		{"isInPortal", isInPortal},
		{"summary", errorSummaryView(words, {{"code", codeError}})},
		{"isCodeWrong", !codeError.empty()},
		{"codeError", fieldErrorView("code", codeError)}});
	if (isInPortal) out.set("layout", "portal");
	return out;
}

Response recoveryCodesPage(const RequestWords& words, const std::vector<std::string>& codes, const std::string& next)
{
	Value::List shown;
	for (const auto& each: codes) shown.push_back(Value::object({{"code", each}}));
	auto response = Response::page("recovery-codes",
		Value::object({{"title", words("recovery.title")},
			{"subtitle", words("sign_in.subtitle")},
			{"frame", "sx-public-narrow"},
			{"codes", std::move(shown)},
			{"next", next}}));
	response.header("Cache-Control", "no-store");
	return response;
}

}
