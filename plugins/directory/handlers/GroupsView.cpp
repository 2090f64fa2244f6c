#include "handlers/GroupsView.h"

namespace sx::directory {

Value GroupsView::Row::value() const
{
	return Value::object(
		{{"link", link}, {"name", name}, {"members", members}, {"permissions", permissions}, {"priority", priority}});
}

Value GroupsView::value(const RequestWords& words) const
{
	Value::List shown;
	for (const auto& row: rows) shown.push_back(row.value());
	auto summary = errorSummaryView(words, {{"name", nameError}});
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"isError", !nameError.empty()},
		{"summary", std::move(summary)},
		{"note", note},
		{"sought", sought},
		{"isEmpty", isEmpty},
		{"isFilteredEmpty", !isEmpty && rows.empty()},
		{"hasRows", !rows.empty()},
		{"rows", std::move(shown)},
		{"typedName", typedName},
		{"isNameWrong", !nameError.empty()},
		{"nameError", fieldErrorView("name", nameError)}});
}

Value GroupView::value(const RequestWords& words) const
{
	Value::List groups;
	for (const auto& plugin: plugins)
	{
		Value::List permissions;
		for (const auto& each: plugin.permissions)
			permissions.push_back(Value::object({{"id", each.id},
				{"name", each.name},
				{"label", each.label},
				{"help", each.help},
				{"hasHelp", !each.help.empty()},
				{"isChosen", each.isChosen},
				{"isDisabled", each.isLacking || !mayChange}}));
		groups.push_back(Value::object({{"name", plugin.name}, {"permissions", std::move(permissions)}}));
	}
	Value::List rows;
	for (const auto& each: members)
		rows.push_back(Value::object({{"id", each.id},
			{"name", each.name},
			{"address", each.address},
			{"action", each.action},
			{"isActive", each.isActive}}));
	const std::vector<FieldError> errors{{"name", nameError}, {"priority", priorityError}, {"address", memberError}};
	auto summary = errorSummaryView(words, errors);
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"isError", !summary.isNull()},
		{"summary", std::move(summary)},
		{"note", note},
		{"path", path},
		{"name", name},
		{"priority", priority},
		{"mayChange", mayChange},
		{"maySet", maySet},
		{"plugins", std::move(groups)},
		{"count", count},
		{"hasMembers", hasMembers},
		{"hasRows", !rows.empty()},
		{"rows", std::move(rows)},
		{"sought", sought},
		{"typedMember", typedMember},
		{"isNameWrong", !nameError.empty()},
		{"nameError", fieldErrorView("name", nameError)},
		{"isPriorityWrong", !priorityError.empty()},
		{"priorityError", fieldErrorView("priority", priorityError)},
		{"isMemberWrong", !memberError.empty()},
		{"memberError", fieldErrorView("address", memberError)}});
}

Value PersonGroupsView::value() const
{
	Value::List rows;
	for (const auto& each: groups) rows.push_back(Value::object({{"link", each.link}, {"name", each.name}}));
	return Value::object({{"hasGroups", !rows.empty()},
		{"groups", std::move(rows)},
		{"maySee", maySee},
		{"maySet", !settings.empty()},
		{"settings", settings}});
}

Value GroupDeleteView::value() const
{
	Value::List lines;
	for (const auto& each: losses) lines.emplace_back(each);
	return Value::object({{"title", title}, {"layout", "portal"}, {"path", path}, {"losses", std::move(lines)}});
}

}
