#include "handlers/SettingsApi.h"

#include "domain/SettingLevels.h"
#include "handlers/SettingsPage.h"
#include "sx/arguments.h"
#include "sx/list.h"

#include <algorithm>

namespace sx::directory {

namespace {

using Type = TenantSetting::Type;

constexpr auto kTypeNames = enumWords<Type>({{Type::Text, "text"},
	{Type::Integer, "integer"},
	{Type::Flag, "flag"},
	{Type::Duration, "duration"},
	{Type::Bytes, "bytes"},
	{Type::Texts, "texts"}});

/// Returns a value as JSON: a number, a flag or a list where it is one; durations and sizes as text, such as "10d".
Value jsonOf(Type type, const std::string& text)
{
	if (type == Type::Flag) return text == "true";
	if (type == Type::Integer)
	{
		const auto number = integerOf(text);
		return number ? Value(*number) : Value();
	}
	if (type != Type::Texts) return text;
	Value::List out;
	for (auto& each: splitList(text)) out.emplace_back(std::move(each));
	return out;
}

/// Does the reverse. Returns nothing for what is no value of a setting.
std::optional<std::string> textOf(const Value& value)
{
	if (value.isText()) return value.text();
	if (value.isInteger()) return std::to_string(value.integer());
	if (value.isFlag()) return value.flag() ? "true" : "false";
	if (!value.isList()) return std::nullopt;
	std::string out;
	for (const auto& each: value.list())
	{
		if (!each.isText()) return std::nullopt;
		out += (out.empty() ? "" : ", ") + each.text();
	}
	return out;
}

Value boundOf(Type type, const std::string& text)
{
	const bool isNumber = type == Type::Integer || type == Type::Duration || type == Type::Bytes;
	return text.empty() || !isNumber ? Value() : jsonOf(type, text);
}

Value settingValue(const TenantSetting& setting)
{
	const bool isLocked = setting.isLocked || setting.own.isLocked;
	const auto by = setting.isLocked ? setting.lockedBy : setting.level;
	const auto& group = setting.isLocked ? setting.lockedByName : setting.by;
	Value::List choices;
	for (const auto& each: setting.choices) choices.emplace_back(each.value);
	return Value::object({{"name", setting.name},
		{"label", setting.label},
		{"type", kTypeNames.wordOf(setting.type)},
		{"choices", std::move(choices)},
		{"value", jsonOf(setting.type, setting.value)},
		{"locked", isLocked},
		{"min", boundOf(setting.type, setting.min)},
		{"max", boundOf(setting.type, setting.max)},
		{"by", kSettingLevels.wordOf(by)},
		{"by_name", group.empty() ? Value() : Value(group)},
		{"own",
			Value::object({{"value", setting.own.value ? jsonOf(setting.type, *setting.own.value) : Value()},
				{"locked", setting.own.isLocked},
				{"min", boundOf(setting.type, setting.own.min)},
				{"max", boundOf(setting.type, setting.own.max)}})}});
}

/// Puts what a body says about one setting in place of what the subject says. Errors: Invalid with the setting's name.
Result<SettingChoice> choiceIn(const Value& item, SettingChoice own)
{
	const auto& name = item["name"].text();
	const auto read = [&](const char* member, std::string& into) -> Result<> {
		if (!item.has(member)) return {};
		auto text = item[member].isNull() ? std::optional(std::string()) : textOf(item[member]);
		if (!text) return invalid(name, std::string(member) + " is no value");
		into = std::move(*text);
		return {};
	};
	if (item.has("value"))
	{
		std::string value;
		if (auto done = read("value", value); !done) return done.error();
		own.value = item["value"].isNull() ? std::nullopt : std::optional(std::move(value));
	}
	if (item.has("locked"))
	{
		if (!item["locked"].isFlag()) return invalid(name, "locked is true or false");
		own.isLocked = item["locked"].flag();
	}
	if (auto done = read("min", own.min); !done) return done.error();
	if (auto done = read("max", own.max); !done) return done.error();
	return own;
}

}

Routes<SettingsApi> SettingsApi::routes()
{
	constexpr const char* kPath = "/api/v1/settings";
	return {
		{Method::Get, kPath, allowedTo(SettingsPage::kOwn), &SettingsApi::show},
		{Method::Put, kPath, allowedTo(SettingsPage::kOwn), &SettingsApi::save},
	};
}

Result<SettingSubject> SettingsApi::subjectOf(const Request& request) const
{
	const auto word = request.query("level").value_or("user");
	const auto& tenant = request.tenant().id;
	const auto& reader = request.principal()->user;
	SettingSubject out{kSettingLevels.valueOf(word).value_or(SettingLevel::Default), request.query("id").value_or("")};
	if (out.level < SettingLevel::Company) return invalid("level", "company, group or user");
	if (out.level == SettingLevel::User && out.id.empty()) out.id = reader.value;
	if (out.level == SettingLevel::User && out.id == reader.value) return out;
	if (!request.principal()->may(SettingsPage::kManage))
		return failed(Code::Denied, std::string("no permission ") + SettingsPage::kManage);
	if (out.level == SettingLevel::Company)
	{
		out.id.clear();
		return out;
	}
	if (out.level == SettingLevel::Group)
	{
		auto group = _context.store().read(tenant, [&](Sql& sql) { return _groups.byId(sql, out.id); });
		if (!group) return group.error();
		return out;
	}
	auto person = _directory.byId(tenant, {out.id});
	if (!person) return person.error();
	return out;
}

Result<Response> SettingsApi::answer(const Request& request, const SettingSubject& subject) const
{
	auto all = _settings.list(request.tenant().id, request.language(), subject);
	if (!all) return all.error();
	Value::List items;
	for (const auto& each: *all) items.push_back(settingValue(each));
	auto response = Response::json(Value::object({{"level", kSettingLevels.wordOf(subject.level)},
		{"id", subject.id.empty() ? Value() : Value(subject.id)},
		{"items", std::move(items)}}));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> SettingsApi::show(Request& request) const
{
	auto subject = subjectOf(request);
	if (!subject) return subject.error();
	return answer(request, *subject);
}

Result<Response> SettingsApi::save(Request& request) const
{
	auto subject = subjectOf(request);
	if (!subject) return subject.error();
	auto body = request.json();
	if (!body) return body.error();
	if (!(*body)["items"].isList()) return invalid("items", "a list of {name, value, locked, min, max}");
	auto all = _settings.list(request.tenant().id, request.language(), *subject);
	if (!all) return all.error();
	std::vector<SettingChange> changes;
	for (const auto& item: (*body)["items"].list())
	{
		const auto& name = item["name"].text();
		const auto known = std::find_if(
			all->begin(), all->end(), [&](const TenantSetting& each) { return each.name == name; });
		if (known == all->end())
			return failed(Code::Missing, name + " is no setting of this level").at(name.empty() ? "name" : name);
		auto choice = choiceIn(item, known->own);
		if (!choice) return choice.error();
		if (*choice == known->own) continue;
		changes.push_back({name, *choice == SettingChoice{} ? std::nullopt : std::optional(std::move(*choice))});
	}
	if (!changes.empty())
		if (const auto outcome = _settings.change(callerOf(request), changes, *subject); !outcome.done)
			return outcome.done.error();
	return answer(request, *subject);
}

}
