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

Value RecoveryCodesView::value() const
{
	Value::List shown;
	for (const auto& each: codes) shown.push_back(Value::object({{"code", each}}));
	return Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", "sx-public-narrow"},
		{"codes", std::move(shown)},
		{"next", next}});
}

Response recoveryCodesPage(const RequestWords& words, const std::vector<std::string>& codes, const std::string& next)
{
	const RecoveryCodesView view{
		.title = words("recovery.title"), .subtitle = words("sign_in.subtitle"), .next = next, .codes = codes};
	auto response = Response::page("recovery-codes", view.value());
	response.header("Cache-Control", "no-store");
	return response;
}

}
