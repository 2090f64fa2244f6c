#include "handlers/SelectionViews.h"

namespace sx::directory {

Value SelectionView::Row::value() const
{
	return Value::object({{"id", id},
		{"name", name},
		{"address", address},
		{"problem", problem.empty() ? Value() : Value::object({{"text", problem}})}});
}

Value SelectionView::value() const
{
	Value::List rows, lost;
	for (const auto& each: people) rows.push_back(each.value());
	for (const auto& each: losses) lost.push_back(Value::object({{"text", each}}));
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"text", text},
		{"button", button},
		{"act", act},
		{"isDangerous", isDangerous},
		{"isDone", isDone},
		{"people", std::move(rows)},
		{"hasLosses", !losses.empty()},
		{"losses", std::move(lost)}});
}

}
