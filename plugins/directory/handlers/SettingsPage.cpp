#include "handlers/SettingsPage.h"

#include "sx/arguments.h"
#include "sx/views.h"

#include <algorithm>

namespace sx::directory {

namespace {

constexpr const char* kManage = "directory.manage";
constexpr const char* kPath = "/admin/settings";

using Setting = TenantSetting;
using Type = TenantSetting::Type;
using Level = TenantSetting::Level;

bool isCheckList(const Setting& setting) { return setting.type == Type::Texts && !setting.choices.empty(); }

bool holds(const std::string& value, const std::string& one)
{
	const auto all = splitList(value);
	return std::find(all.begin(), all.end(), one) != all.end();
}

const char* typeWord(Type type)
{
	switch (type)
	{
	case Type::Integer: return "integer";
	case Type::Duration: return "duration";
	case Type::Bytes: return "bytes";
	case Type::Texts: return "texts";
	case Type::Flag:
	case Type::Text: break;
	}
	return "text";
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
std::optional<std::string> saidOf(const Value& form, const Setting& setting)
{
	if (!form.has(setting.name)) return std::nullopt;
	if (!isCheckList(setting)) return trimmed(form[setting.name].text());
	std::string out;
	for (const auto& choice: setting.choices)
		if (form.has(setting.name + "." + choice.value)) out += (out.empty() ? "" : ", ") + choice.value;
	return out;
}

bool isSame(const Setting& setting, const std::string& value)
{
	if (setting.type != Type::Texts) return value == setting.value;
	auto before = splitList(setting.value), after = splitList(value);
	if (isCheckList(setting)) std::sort(before.begin(), before.end()), std::sort(after.begin(), after.end());
	return before == after;
}

SettingActor actorOf(Request& request) { return {request.principal()->user, request.clientAddress()}; }

}

Result<> SettingsPage::declare(Registry& registry)
{
	auto route = [&](Method method, std::string path, Result<Response> (SettingsPage::*work)(Request&) const) {
		return registry.route({.method = method,
			.path = std::move(path),
			.access = Access::Member,
			.handler = [this, work](Request& request) { return (this->*work)(request); },
			.permission = kManage});
	};
	if (auto done = route(Method::Get, kPath, &SettingsPage::show); !done) return done;
	if (auto done = route(Method::Post, kPath, &SettingsPage::save); !done) return done;
	if (auto done = route(Method::Post, std::string(kPath) + "/reset", &SettingsPage::reset); !done) return done;
	return registry.menu({.key = "menu.settings", .path = kPath, .icon = "gear", .permission = kManage, .order = 220});
}

std::string SettingsPage::word(Request& request, const std::string& key, const Value& arguments) const
{
	return _pages->text(request.language(), key, arguments);
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
	std::vector<std::string> refused;
	auto done = _settings.change(request.tenant().id, changes, actorOf(request), &refused);
	if (!refused.empty()) return page(request, *all, refused, changes);
	if (!done) return done.error();
	return Response::redirect(std::string(kPath) + "?done=saved");
}

Result<Response> SettingsPage::reset(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto done = _settings.change(request.tenant().id, {{(*form)["setting"].text(), std::nullopt}}, actorOf(request));
	if (!done) return done.error();
	return Response::redirect(std::string(kPath) + "?done=reset");
}

Result<Response> SettingsPage::page(Request& request,
	const std::vector<Setting>& all,
	const std::vector<std::string>& refused,
	const std::vector<SettingChange>& typed) const
{
	Value::List groups, errors;
	std::string group;
	for (const auto& setting: all)
	{
		const auto written = std::find_if(
			typed.begin(), typed.end(), [&](const SettingChange& each) { return each.name == setting.name; });
		const bool isRefused = std::find(refused.begin(), refused.end(), setting.name) != refused.end();
		if (isRefused) errors.push_back(Value::object({{"link", "#" + idOf(setting.name)}, {"text", setting.label}}));
		if (groups.empty() || group != setting.group)
			groups.push_back(Value::object({{"id", "group-" + std::to_string(groups.size())},
				{"name", setting.group},
				{"settings", Value::List{}}}));
		group = setting.group;
		auto settings = groups.back()["settings"].list();
		settings.push_back(
			viewOf(request, setting, written == typed.end() ? setting.value : *written->value, isRefused));
		groups.back().set("settings", std::move(settings));
	}
	const auto done = request.query("done").value_or("");
	const bool isWrong = !errors.empty();
	return Response::page("settings",
		Value::object({
			{"title", word(request, "settings.title")},
			{"layout", "portal"},
			{"isError", isWrong},
			{"done",
				done == "saved" || done == "reset" ? noteView(NoteKind::Ok, word(request, "done." + done)) : Value()},
			{"summary",
				isWrong ? Value::object({{"title",
											 word(request,
												 "common.errors.fields",
												 Value::object({{"count", static_cast<std::int64_t>(errors.size())}}))},
							  {"errors", std::move(errors)}})
						: Value()},
			{"hasSettings", !groups.empty()},
			{"groups", std::move(groups)},
		}),
		isWrong ? 400 : 200);
}

Value SettingsPage::viewOf(Request& request, const Setting& setting, const std::string& value, bool isRefused) const
{
	const auto id = idOf(setting.name);
	auto choices = setting.choices;
	if (setting.type == Type::Flag)
		choices = {{"true", word(request, "common.yes")}, {"false", word(request, "common.no")}};
	Value::List options;
	for (const auto& choice: choices)
		options.push_back(Value::object({{"id", id + "-" + choice.value},
			{"name", setting.name + "." + choice.value},
			{"value", choice.value},
			{"label", choice.label},
			{"isChosen", isCheckList(setting) ? holds(value, choice.value) : value == choice.value}}));
	const bool isOwn = setting.level == Level::Company;
	const auto range = rangeOf(request, setting);
	return Value::object({
		{"id", id},
		{"name", setting.name},
		{"label", setting.label},
		{"help", setting.help},
		{"value", value},
		{"options", std::move(options)},
		{"isChecks", isCheckList(setting)},
		{"isSelect", !isCheckList(setting) && !choices.empty()},
		{"isInput", choices.empty()},
		{"isShort", setting.type != Type::Text && setting.type != Type::Texts},
		{"inputMode", setting.type == Type::Integer ? "numeric" : "text"},
		{"hasRange", !range.empty()},
		{"range", range},
		{"isOwn", isOwn},
		{"isLocked", setting.isLocked},
		{"level",
			word(request,
				std::string("level.") +
					(isOwn                                    ? "company"
							: setting.level == Level::Default ? "default"
															  : "server"))},
		{"inherited",
			word(request, "setting.inherited", Value::object({{"value", shown(request, setting, setting.inherited)}}))},
		{"resetLabel", word(request, "setting.reset_of", Value::object({{"name", setting.label}}))},
		{"error",
			isRefused ? Value::object({{"id", id + "-error"},
							{"text", word(request, std::string("error.") + typeWord(setting.type))}})
					  : Value()},
	});
}

std::string SettingsPage::shown(Request& request, const Setting& setting, const std::string& value) const
{
	if (setting.type == Type::Flag) return word(request, value == "true" ? "common.yes" : "common.no");
	std::string out;
	for (const auto& choice: setting.choices)
		if (isCheckList(setting) ? holds(value, choice.value) : value == choice.value)
			out += (out.empty() ? "" : ", ") + choice.label;
	return setting.choices.empty() ? value : out;
}

std::string SettingsPage::rangeOf(Request& request, const Setting& setting) const
{
	if (setting.min.empty() && setting.max.empty()) return {};
	const std::string what = setting.type == Type::Texts ? "choices"
		: setting.type == Type::Text                     ? "characters"
														 : "value";
	const std::string form = setting.max.empty() ? "least" : setting.min.empty() ? "most" : "both";
	return word(request, "range." + what + "_" + form, Value::object({{"min", setting.min}, {"max", setting.max}}));
}

}
