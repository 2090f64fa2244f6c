#include "handlers/MailTextsView.h"

#include "sx/views.h"

namespace sx::email_templates {

namespace {

Value choicesOf(const std::vector<MailTextsView::Choice>& choices)
{
	Value::List out;
	for (const auto& each: choices)
		out.push_back(Value::object({{"value", each.value}, {"name", each.name}, {"isChosen", each.isChosen}}));
	return out;
}

}

Value MailTextsView::value() const
{
	Value::List past;
	for (const auto& each: versions)
	{
		Value::List stretches;
		for (const auto& stretch: each.differences)
			stretches.push_back(Value::object({{"words", stretch.text},
				{"isKept", stretch.in == Stretch::In::Both},
				{"isLost", stretch.in == Stretch::In::Before},
				{"isBack", stretch.in == Stretch::In::After}}));
		past.push_back(Value::object({{"number", each.number},
			{"date", each.date},
			{"text", each.text},
			{"author", each.author.empty() ? Value() : Value::object({{"name", each.author}})},
			{"isStandard", each.isStandard},
			{"hasDifferences", !stretches.empty()},
			{"differences", std::move(stretches)},
			{"isNow", past.empty()}}));
	}
	const bool isRich = shape == "rich", isLine = shape == "line";
	return Value::object({{"layout", "portal"},
		{"frame", ""},
		{"title", title},
		{"isError", !fault.empty()},
		{"scripts", Value::List{"mail-texts.js"}},
		{"styles", Value::List{"mail-texts.css"}},
		{"done", done.empty() ? Value() : noteView(NoteKind::Ok, done)},
		{"error", fault.empty() ? Value() : Value::object({{"id", "text-error"}, {"text", fault}})},
		{"languages", languages},
		{"kinds", choicesOf(kinds)},
		{"hasTexts", !texts.empty()},
		{"texts", choicesOf(texts)},
		{"pieces", choicesOf(pieces)},
		{"language", language},
		{"kind", kind},
		{"piece", piece},
		{"shape", shape},
		{"isRich", isRich},
		{"isLine", isLine},
		{"isPlain", !isRich && !isLine},
		{"typed", typed},
		{"html", SafeHtml{html}},
		{"standard", standard},
		{"pieceName", pieceName},
		{"most", most},
		{"hasVariables", !variables.empty()},
		{"variables", choicesOf(variables)},
		{"isOwn", isOwn},
		{"isText", isText},
		{"hasVersions", !past.empty()},
		{"versions", std::move(past)}});
}

}
