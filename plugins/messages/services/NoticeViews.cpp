#include "services/NoticeViews.h"

namespace sx::messages {

using mail::lineView;

Value NoticeView::value() const
{
	Value::List fileRows, stepRows;
	for (const auto& each: files)
		fileRows.push_back(Value::object({{"name", each.name}, {"size", each.size}, {"sha256", each.sha256}}));
	for (const auto& each: steps)
		stepRows.push_back(Value::object({{"number", std::to_string(stepRows.size() + 1)}, {"text", each}}));
	auto view = frame.value();
	view.set("body", isFilesOnly ? Value::object({{"html", SafeHtml{html}}, {"text", text}}) : Value());
	view.set("slip", lineView(slip));
	view.set("topic", lineView(topic));
	view.set("intro", lineView(intro));
	view.set("code", mail::codeView(codeWord, code));
	view.set("button", mail::buttonView(buttonWord, url));
	view.set("key", Value::object({{"word", keyWord}, {"key", key}}));
	view.set("facts", mail::FactView::values(facts));
	view.set("hasFiles", !files.empty());
	view.set("filesHeading", lineView(filesHeading));
	view.set("files", std::move(fileRows));
	view.set("moreFiles", lineView(moreFiles));
	view.set("stepsHeading", lineView(stepsHeading));
	view.set("steps", std::move(stepRows));
	return view;
}

Value CodeView::value() const
{
	auto view = frame.value();
	view.set("intro", lineView(intro));
	view.set("code", mail::codeView(codeWord, code));
	view.set("facts", mail::FactView::values(facts));
	view.set("how", lineView(how));
	return view;
}

Value ActView::value() const
{
	auto view = frame.value();
	view.set("intro", lineView(intro));
	view.set("facts", mail::FactView::values(facts));
	view.set("left", lineView(left));
	view.set("button", mail::buttonView(buttonWord, url));
	return view;
}

}
