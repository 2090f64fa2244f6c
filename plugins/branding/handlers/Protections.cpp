#include "handlers/Protections.h"

#include "sx/list.h"

#include <algorithm>
#include <iterator>

namespace sx::branding {

namespace {

using Type = TenantSetting::Type;

constexpr std::string_view kProtections[] = {"sealed.code_delivery",
	"sealed.constant_protection",
	"messages.password_suggested",
	"messages.password_length",
	"messages.password_characters"};

std::string keyOf(const TenantSetting& setting) { return setting.name.substr(setting.name.find('.') + 1); }

/// Tells whether a list of values, separated by commas, holds one.
bool isAmong(const std::string& values, const std::string& value)
{
	return (", " + values + ",").find(", " + value + ",") != std::string::npos;
}

std::string without(std::string text, char c)
{
	std::erase(text, c);
	return text;
}

/// Returns the value as people read it.
std::string readable(const RequestWords& words, const TenantSetting& setting, const std::string& value)
{
	if (setting.type == Type::Flag) return words(value == "true" ? "common.yes" : "common.no");
	if (setting.choices.empty()) return value;
	std::string out;
	for (const auto& choice: setting.choices)
		if (isAmong(value, choice.value)) out += (out.empty() ? "" : ", ") + choice.label;
	return out;
}

std::string errorAt(const std::vector<FieldError>& errors, const std::string& id)
{
	const auto found = std::find_if(errors.begin(), errors.end(), [&](const auto& each) { return each.field == id; });
	return found == errors.end() ? std::string() : found->text;
}

}

std::string protectionIdOf(std::string_view name)
{
	std::string out(name);
	std::replace(out.begin(), out.end(), '.', '-');
	return out;
}

std::vector<TenantSetting> protectionsOf(std::vector<TenantSetting> settings)
{
	std::vector<TenantSetting> out;
	for (const auto name: kProtections)
		for (auto& each: settings)
			if (each.name == name) out.push_back(std::move(each));
	return out;
}

Value::List ProtectionsView::values() const
{
	Value::List out;
	for (const auto& setting: settings)
	{
		const auto id = protectionIdOf(setting.name);
		const auto was = std::find_if(
			typed.begin(), typed.end(), [&](const auto& each) { return each.name == setting.name; });
		const auto value = was != typed.end() && was->choice && was->choice->value ? *was->choice->value
																				   : setting.value;
		const bool isFixed = setting.isLocked || !isEditable;
		const bool isRadios = setting.type == Type::Text && !setting.choices.empty();
		const bool isChecks = setting.type == Type::Texts;
		const auto error = errorAt(errors, id);
		Value::List options;
		for (const auto& choice: setting.choices)
			options.push_back(Value::object({{"optionId", id + '-' + choice.value},
				{"optionName", setting.name + '.' + choice.value},
				{"optionValue", choice.value},
				{"optionLabel", choice.label},
				{"optionCost",
					isRadios
						? Value::object({{"text", words("protections.cost." + keyOf(setting) + '.' + choice.value)}})
						: Value()},
				{"isChosen", isAmong(value, choice.value)}}));
		out.push_back(Value::object({{"id", id},
			{"name", setting.name},
			{"label", setting.label},
			{"value", value},
			{"shown", readable(words, setting, value)},
			{"cost", isRadios ? Value() : Value::object({{"text", words("protections.cost." + keyOf(setting))}})},
			{"isFixed", isFixed},
			{"isRadios", !isFixed && isRadios},
			{"isSwitch", !isFixed && setting.type == Type::Flag},
			{"isNumber", !isFixed && setting.type == Type::Integer},
			{"isChecks", !isFixed && isChecks},
			{"isOn", value == "true"},
			{"least", setting.min},
			{"most", setting.max},
			{"lock", setting.isLocked ? Value::object({{"text", words("protections.locked")}}) : Value()},
			{"isWrong", !error.empty()},
			{"error", fieldErrorView(id, error)},
			{"options", std::move(options)}}));
	}
	return out;
}

std::vector<directory::SettingChange> protectionChangesIn(const Value& form, const std::vector<TenantSetting>& settings)
{
	std::vector<directory::SettingChange> out;
	for (const auto& setting: settings)
	{
		if (setting.isLocked || !form.has(setting.name + ".shown")) continue;
		std::string said;
		if (setting.type == Type::Flag)
			said = form[setting.name].text() == "true" ? "true" : "false";
		else if (setting.type == Type::Texts)
		{
			for (const auto& choice: setting.choices)
				if (form.has(setting.name + '.' + choice.value)) said += (said.empty() ? "" : ", ") + choice.value;
		}
		else
			said = without(form[setting.name].text(), ' ');
		if (said == setting.value) continue;
		auto choice = setting.own;  // its lock and bounds stay
		choice.value = std::move(said);
		out.push_back({setting.name, std::move(choice)});
	}
	return out;
}

}
