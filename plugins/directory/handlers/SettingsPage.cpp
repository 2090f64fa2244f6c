#include "handlers/SettingsPage.h"

#include "sx/arguments.h"
#include "sx/enums.h"

#include <algorithm>

namespace sx::directory {

namespace {

using Type = TenantSetting::Type;
using Level = TenantSetting::Level;

/// Names the words of a type (`error.TYPE`); the others are a text's.
constexpr auto kTypes = enumWords<Type>({{Type::Integer, "integer"},
	{Type::Duration, "duration"},
	{Type::Bytes, "bytes"},
	{Type::Texts, "texts"},
	{Type::Text, "text"}});

bool isCheckList(const TenantSetting& setting) { return setting.type == Type::Texts && !setting.choices.empty(); }

bool holds(const std::vector<std::string>& all, const std::string& one)
{
	return std::find(all.begin(), all.end(), one) != all.end();
}

std::string joined(const std::vector<std::string>& all)
{
	std::string out;
	for (const auto& each: all) out += (out.empty() ? "" : ", ") + each;
	return out;
}

std::string idOf(const std::string& name)
{
	std::string id = name;
	std::replace(id.begin(), id.end(), '.', '-');
	return id;
}

std::string trimmed(const std::string& text)
{
	const auto from = text.find_first_not_of(' ');
	return from == std::string::npos ? "" : text.substr(from, text.find_last_not_of(' ') - from + 1);
}

/// Returns the value of a setting in the submitted form; nothing if the form did not show that setting.
std::optional<std::string> saidOf(const Value& form, const TenantSetting& setting)
{
	if (!form.has(setting.name)) return std::nullopt;
	if (!isCheckList(setting)) return trimmed(form[setting.name].text());
	std::vector<std::string> chosen;
	for (const auto& choice: setting.choices)
		if (form.has(setting.name + "." + choice.value)) chosen.push_back(choice.value);
	return joined(chosen);
}

bool isSame(const TenantSetting& setting, const std::string& value)
{
	if (setting.type != Type::Texts) return value == setting.value;
	auto before = splitList(setting.value), after = splitList(value);
	if (isCheckList(setting))
	{
		std::sort(before.begin(), before.end());
		std::sort(after.begin(), after.end());
	}
	return before == after;
}

/// Returns the choices of a setting that a value holds.
std::vector<TenantSetting::Choice> chosenOf(const TenantSetting& setting, const std::string& value)
{
	const auto values = isCheckList(setting) ? splitList(value) : std::vector<std::string>{value};
	std::vector<TenantSetting::Choice> out;
	for (const auto& choice: setting.choices)
		if (holds(values, choice.value)) out.push_back(choice);
	return out;
}

/// Returns a value as people read it: the labels of its choices.
std::string shown(const TenantSetting& setting, const std::string& value)
{
	if (setting.choices.empty()) return value;
	std::vector<std::string> labels;
	for (const auto& choice: chosenOf(setting, value)) labels.push_back(choice.label);
	return joined(labels);
}

std::string rangeOf(const RequestWords& words, const TenantSetting& setting)
{
	if (setting.min.empty() && setting.max.empty()) return {};
	std::string what = "value";
	if (setting.type == Type::Texts) what = "choices";
	if (setting.type == Type::Text) what = "characters";
	std::string form = "both";
	if (setting.min.empty()) form = "most";
	if (setting.max.empty()) form = "least";
	return words("range." + what + "_" + form, Value::object({{"min", setting.min}, {"max", setting.max}}));
}

std::string levelOf(const RequestWords& words, Level level)
{
	if (level == Level::Company) return words("level.company");
	return words(level == Level::Default ? "level.default" : "level.server");
}

std::string errorOf(const RequestWords& words, Type type)
{
	const auto word = kTypes.wordOf(type);
	return words("error." + std::string(word.empty() ? "text" : word));
}

/// Gives a yes-or-no setting the choices that its control shows.
TenantSetting withChoices(const RequestWords& words, TenantSetting setting)
{
	if (setting.type == Type::Flag) setting.choices = {{"true", words("common.yes")}, {"false", words("common.no")}};
	return setting;
}

SettingsView::Setting viewOf(const RequestWords& words, const TenantSetting& given, const std::string& value)
{
	const auto setting = withChoices(words, given);
	SettingsView::Setting out{.id = idOf(setting.name),
		.name = setting.name,
		.label = setting.label,
		.help = setting.help,
		.value = value,
		.isShort = setting.type != Type::Text && setting.type != Type::Texts,
		.isInteger = setting.type == Type::Integer,
		.range = rangeOf(words, setting),
		.isOwn = setting.level == Level::Company,
		.isLocked = setting.isLocked,
		.level = levelOf(words, setting.level),
		.inherited = words("setting.inherited", Value::object({{"value", shown(setting, setting.inherited)}})),
		.resetLabel = words("setting.reset_of", Value::object({{"name", setting.label}}))};
	if (!setting.choices.empty())
		out.control = isCheckList(setting) ? SettingsView::Control::Checks : SettingsView::Control::Select;
	const auto chosen = chosenOf(setting, value);
	for (const auto& choice: setting.choices)
		out.options.push_back({.id = out.id + "-" + choice.value,
			.name = setting.name + "." + choice.value,
			.value = choice.value,
			.label = choice.label,
			.isChosen = std::any_of(chosen.begin(), chosen.end(), [&](const TenantSetting::Choice& each) {
				return each.value == choice.value;
			})});
	return out;
}

}

Routes<SettingsPage> SettingsPage::routes()
{
	return {
		{Method::Get, kPath, allowedTo(kManage), &SettingsPage::show},
		{Method::Post, kPath, allowedTo(kManage), &SettingsPage::save},
		{Method::Post, std::string(kPath) + "/reset", allowedTo(kManage), &SettingsPage::reset},
	};
}

Result<Response> SettingsPage::show(Request& request) const
{
	auto all = _settings.list(request.tenant().id, request.language());
	if (!all) return all.error();
	return page(request, *all, {}, {});
}

Result<Response> SettingsPage::save(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto all = _settings.list(request.tenant().id, request.language());
	if (!all) return all.error();
	std::vector<SettingChange> changes;
	for (const auto& setting: *all)
	{
		auto said = saidOf(*form, setting);
		if (said && !setting.isLocked && !isSame(setting, *said)) changes.push_back({setting.name, std::move(said)});
	}
	if (changes.empty()) return Response::redirect(kPath);
	const auto outcome = _settings.change(callerOf(request), changes);
	if (!outcome.refused.empty()) return page(request, *all, outcome.refused, changes);
	if (!outcome.done) return outcome.done.error();
	return Response::redirect(std::string(kPath) + "?done=saved");
}

Result<Response> SettingsPage::reset(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const SettingChange change{.name = (*form)["setting"].text()};
	const auto outcome = _settings.change(callerOf(request), {change});
	if (!outcome.done) return outcome.done.error();
	return Response::redirect(std::string(kPath) + "?done=reset");
}

Response SettingsPage::page(const Request& request,
	const std::vector<TenantSetting>& all,
	const std::vector<std::string>& refused,
	const std::vector<SettingChange>& typed) const
{
	const RequestWords words(_pages, request);
	SettingsView view{.title = words("settings.title")};
	for (const auto& setting: all)
	{
		if (view.groups.empty() || view.groups.back().name != setting.group)
			view.groups.push_back({.name = setting.group});
		const auto written = std::find_if(
			typed.begin(), typed.end(), [&](const SettingChange& each) { return each.name == setting.name; });
		auto one = viewOf(words, setting, written == typed.end() ? setting.value : *written->value);
		if (holds(refused, setting.name)) one.error = errorOf(words, setting.type);
		view.groups.back().settings.push_back(std::move(one));
	}
	const auto done = request.query("done").value_or("");
	if (done == "saved" || done == "reset") view.done = words("done." + done);
	return Response::page("settings", view.value(words), view.isError() ? 400 : 200);
}

}
