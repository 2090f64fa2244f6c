#include "handlers/SettingsView.h"

namespace sx::directory {

namespace {

Value valueOf(const SettingsView::Setting& setting, const std::string& lockLabel)
{
	using Control = SettingsView::Control;
	Value::List options;
	for (const auto& each: setting.options)
		options.push_back(Value::object({{"id", each.id},
			{"name", each.name},
			{"value", each.value},
			{"label", each.label},
			{"isChosen", each.isChosen}}));
	return Value::object({{"id", setting.id},
		{"name", setting.name},
		{"label", setting.label},
		{"help", setting.help},
		{"value", setting.value},
		{"options", std::move(options)},
		{"isChecks", setting.control == Control::Checks},
		{"isSelect", setting.control == Control::Select},
		{"isInput", setting.control == Control::Input},
		{"isShort", setting.isShort},
		{"inputMode", setting.isInteger ? "numeric" : "text"},
		{"hasRange", !setting.range.empty()},
		{"range", setting.range},
		{"isOwn", setting.isOwn},
		{"isLocked", setting.isLocked},
		{"level", setting.level},
		{"inherited", setting.inherited},
		{"resetLabel", setting.resetLabel},
		{"lockedBy", setting.lockedBy},
		{"lockedAt", setting.lockedUrl.empty() ? Value() : Value::object({{"url", setting.lockedUrl}})},
		{"hasBoundBy", !setting.boundBy.empty()},
		{"boundBy", setting.boundBy},
		{"hasRules", setting.hasRules},
		{"hasBounds", setting.hasBounds},
		{"isFixed", setting.isFixed},
		{"least", setting.least},
		{"most", setting.most},
		{"lockLabel", lockLabel},
		{"error", fieldErrorView(setting.id, setting.error)}});
}

}

bool SettingsView::isError() const noexcept
{
	for (const auto& group: groups)
		for (const auto& each: group.settings)
			if (!each.error.empty()) return true;
	return false;
}

Value SettingsView::value(const RequestWords& words) const
{
	Value::List shown;
	std::vector<FieldError> errors;
	for (const auto& group: groups)
	{
		Value::List settings;
		for (const auto& each: group.settings)
		{
			settings.push_back(valueOf(each, lockLabel));
			if (!each.error.empty()) errors.push_back({each.id, each.label});
		}
		shown.push_back(Value::object({{"id", "group-" + std::to_string(shown.size())},
			{"name", group.name},
			{"settings", std::move(settings)}}));
	}
	return Value::object({{"title", title},
		{"layout", "portal"},
		{"text", text},
		{"path", path},
		{"hasBack", !back.empty()},
		{"back", back},
		{"isError", !errors.empty()},
		{"done", done.empty() ? Value() : noteView(NoteKind::Ok, done)},
		{"summary", errorSummaryView(words, errors)},
		{"hasSettings", !shown.empty()},
		{"groups", std::move(shown)}});
}

}
