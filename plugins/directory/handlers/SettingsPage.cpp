#include "handlers/SettingsPage.h"

#include "domain/Names.h"
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

std::string joined(const std::vector<std::string>& all)
{
	std::string out;
	for (const auto& each: all) out += (out.empty() ? "" : ", ") + each;
	return out;
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

/// Says a duration as people do ("10d" is "10 jours"); anything else as it is.
std::string spoken(const RequestWords& words, const TenantSetting& setting, const std::string& value)
{
	if (setting.type != Type::Duration || value.empty()) return value;
	const auto count = integerOf(value.substr(0, value.size() - 1));
	const std::string unit(1, value.back());
	if (!count || std::string_view("smhd").find(unit) == std::string_view::npos) return value;
	return words("duration." + unit, Value::object({{"count", *count}}));
}

/// Returns a value as people read it: the labels of its choices.
std::string shown(const RequestWords& words, const TenantSetting& setting, const std::string& value)
{
	if (setting.choices.empty()) return spoken(words, setting, value);
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
	auto out = words("range." + what + "_" + form,
		Value::object({{"min", spoken(words, setting, setting.min)}, {"max", spoken(words, setting, setting.max)}}));
	if (setting.type == Type::Duration) out += " " + words("range.duration");
	return out;
}

std::string levelOf(const RequestWords& words, const TenantSetting& setting, bool isSelf)
{
	switch (setting.level)
	{
	case Level::Company: return words("level.company");
	case Level::Group: return words("level.group", Value::object({{"name", setting.by}}));
	case Level::User: return words(isSelf ? "level.self" : "level.user");
	case Level::Default: return words("level.default");
	case Level::File:
	case Level::Environment: break;
	}
	return words("level.server");
}

/// Returns the page where a setting is fixed; empty: it is the operator's, or of a group whose page nobody names.
std::string lockedUrlOf(const TenantSetting& setting, const std::string& group, const std::string& person)
{
	const auto field = "#" + fieldIdOf(setting.name);
	const auto by = setting.isLocked ? setting.lockedBy : Level::User;
	if (by == Level::Company) return SettingsPage::kPath + field;
	if (by == Level::Group && !group.empty()) return "/admin/groups/" + group + "/settings" + field;
	if (by == Level::User && !person.empty()) return "/admin/people/" + person + "/settings" + field;
	return {};
}

/// Says who keeps a subject from choosing; prefix: of the words, "locked.", or "bound." for who limits it.
std::string limiterOf(const RequestWords& words, const std::string& prefix, Level by, const std::string& name)
{
	switch (by)
	{
	case Level::Company: return words(prefix + "company");
	case Level::Group: return words(prefix + "group", Value::object({{"name", name}}));
	case Level::User: return words(prefix + "user");
	default: return prefix == "locked." ? words("level.locked") : std::string();
	}
}

bool isNumber(Type type) { return type == Type::Integer || type == Type::Duration || type == Type::Bytes; }

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

/// Shows a setting. choice: what is said of it, typed or stored.
SettingsView::Setting viewOf(
	const RequestWords& words, const TenantSetting& given, const SettingChoice& choice, bool isSelf)
{
	const auto setting = withChoices(words, given);
	const auto value = choice.value.value_or(setting.value);
	const bool isLocked = setting.isLocked || (isSelf && setting.own.isLocked);
	SettingsView::Setting out{.id = fieldIdOf(setting.name),
		.name = setting.name,
		.label = setting.label,
		.help = setting.help,
		.value = value,
		.isShort = setting.type != Type::Text && setting.type != Type::Texts,
		.isInteger = setting.type == Type::Integer,
		.range = rangeOf(words, setting),
		.isOwn = isSelf ? setting.own.value.has_value() : setting.own != SettingChoice{},
		.isLocked = isLocked,
		.level = levelOf(words, setting, isSelf),
		.inherited = words("setting.inherited", Value::object({{"value", shown(words, setting, setting.inherited)}})),
		.resetLabel = words("setting.reset_of", Value::object({{"name", setting.label}})),
		.lockedBy = setting.isLocked ? limiterOf(words, "locked.", setting.lockedBy, setting.lockedByName)
									 : words("locked.user"),
		.boundBy = isNumber(setting.type) ? limiterOf(words, "bound.", setting.lockedBy, setting.lockedByName)
										  : std::string(),
		.hasRules = setting.isForLower && !isSelf && !isLocked,
		.hasBounds = isNumber(setting.type),
		.isFixed = choice.isLocked,
		.least = choice.min,
		.most = choice.max};
	if (setting.choices.empty()) return out;
	out.control = isCheckList(setting) ? SettingsView::Control::Checks : SettingsView::Control::Select;
	const auto chosen = isCheckList(setting) ? splitList(value) : std::vector<std::string>{value};
	for (const auto& each: setting.choices)
		out.options.push_back({.id = out.id + "-" + each.value,
			.name = setting.name + "." + each.value,
			.value = each.value,
			.label = each.label,
			.isChosen = holds(chosen, each.value)});
	return out;
}

/// Returns what a submitted form says about a setting; nothing if the form did not show it, or changes nothing.
std::optional<SettingChoice> changeIn(const Value& form, const TenantSetting& setting, bool isSelf)
{
	const auto said = saidOf(form, setting);
	if (!said || setting.isLocked) return std::nullopt;
	auto choice = setting.own;
	if (!isSame(setting, *said)) choice.value = *said;
	if (!isSelf && form.has(setting.name + ".rules"))
	{
		choice.isLocked = form.has(setting.name + ".locked");
		choice.min = trimmed(form[setting.name + ".min"].text());
		choice.max = trimmed(form[setting.name + ".max"].text());
	}
	if (choice == setting.own) return std::nullopt;
	return choice;
}

}

Routes<SettingsPage> SettingsPage::routes()
{
	Routes<SettingsPage> out;
	const auto add = [&](const std::string& path, const char* permission) {
		const auto people = peopleWith(permission);
		out.push_back({Method::Get, path, people, &SettingsPage::show});
		out.push_back({Method::Post, path, people, &SettingsPage::save});
		out.push_back({Method::Post, path + "/reset", people, &SettingsPage::reset});
	};
	add(kPath, kManage);
	add("/admin/groups/{id:uuid}/settings", kManage);
	add("/admin/people/{id:uuid}/settings", kManage);
	add(kOwnPath, kOwn);
	return out;
}

Result<SettingsPage::Place> SettingsPage::placeOf(const Request& request) const
{
	const auto id = request.parameter("id");
	const auto& reader = request.principal()->user;
	if (request.path().starts_with(kOwnPath))
		return Place{{Level::User, reader.value}, kOwnPath, request.principal()->name, true};
	if (id.empty()) return Place{{}, kPath};
	if (request.path().starts_with("/admin/groups/"))
	{
		auto group = _context.store().read(request.tenant().id, [&](Sql& sql) { return _groups.byId(sql, id); });
		if (!group) return group.error();
		return Place{{Level::Group, id}, "/admin/groups/" + id + "/settings", group->name};
	}
	auto person = _directory.byId(request.tenant().id, {id});
	if (!person) return person.error();
	return Place{{Level::User, id}, "/admin/people/" + id + "/settings", person->name};
}

Result<Response> SettingsPage::show(Request& request) const
{
	auto place = placeOf(request);
	if (!place) return place.error();
	auto all = _settings.list(request.tenant().id, request.language(), place->subject);
	if (!all) return all.error();
	return page(request, *place, *all, {}, {});
}

Result<Response> SettingsPage::save(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto place = placeOf(request);
	if (!place) return place.error();
	auto all = _settings.list(request.tenant().id, request.language(), place->subject);
	if (!all) return all.error();
	std::vector<SettingChange> changes;
	for (const auto& setting: *all)
		if (auto choice = changeIn(*form, setting, place->isSelf))
			changes.push_back(
				{setting.name, *choice == SettingChoice{} ? std::nullopt : std::optional(std::move(*choice))});
	if (changes.empty()) return Response::redirect(place->path);
	const auto outcome = _settings.change(callerOf(request), changes, place->subject);
	if (!outcome.refused.empty()) return page(request, *place, *all, outcome.refused, changes);
	if (!outcome.done) return outcome.done.error();
	return Response::redirect(place->path + "?done=saved");
}

Result<Response> SettingsPage::reset(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto place = placeOf(request);
	if (!place) return place.error();
	SettingChange change{.name = (*form)["setting"].text()};
	if (place->isSelf)
	{
		auto all = _settings.list(request.tenant().id, request.language(), place->subject);
		if (!all) return all.error();
		for (const auto& each: *all)
			if (each.name == change.name)
			{
				auto rest = each.own;  // an administrator's bounds stay
				rest.value.reset();
				if (rest != SettingChoice{}) change.choice = std::move(rest);
			}
	}
	const auto outcome = _settings.change(callerOf(request), {change}, place->subject);
	if (!outcome.done) return outcome.done.error();
	return Response::redirect(place->path + "?done=reset");
}

std::string SettingsPage::groupNamed(const Request& request, const std::string& name) const
{
	auto group = _context.store().read(request.tenant().id, [&](Sql& sql) { return _groups.byName(sql, name); });
	return group ? group->id : std::string();
}

Response SettingsPage::page(const Request& request,
	const Place& place,
	const std::vector<TenantSetting>& all,
	const std::vector<std::string>& refused,
	const std::vector<SettingChange>& typed) const
{
	const RequestWords words(_pages, request);
	const auto name = Value::object({{"name", place.name}});
	SettingsView view{.title = words("settings.title"), .text = words("settings.text"), .path = place.path};
	if (place.isSelf)
		view.title = words("settings.own.title"), view.text = words("settings.own.text");
	else if (place.subject.level == Level::Group)
		view.title = words("settings.group.title", name), view.text = words("settings.group.text"),
		view.back = "/admin/groups/" + place.subject.id;
	else if (place.subject.level == Level::User)
		view.title = words("settings.person.title", name), view.text = words("settings.person.text"),
		view.back = "/admin/people/" + place.subject.id;
	view.lockLabel = words(place.subject.level == Level::Company ? "rules.lock.company"
			: place.subject.level == Level::Group                ? "rules.lock.group"
																 : "rules.lock.person");
	for (const auto& setting: all)
	{
		if (view.groups.empty() || view.groups.back().name != setting.group)
			view.groups.push_back({.name = setting.group});
		const auto written = std::find_if(
			typed.begin(), typed.end(), [&](const SettingChange& each) { return each.name == setting.name; });
		// What counts is shown, be it the subject's own or not; what was typed and refused is shown again.
		auto choice = setting.own;
		choice.value.reset();
		if (written != typed.end() && written->choice) choice = *written->choice;
		auto one = viewOf(words, setting, choice, place.isSelf);
		if (one.isLocked && request.principal()->may(kManage))
			one.lockedUrl = lockedUrlOf(setting,
				setting.isLocked && setting.lockedBy == Level::Group ? groupNamed(request, setting.lockedByName)
																	 : std::string(),
				place.subject.level == Level::User ? place.subject.id : std::string());
		if (holds(refused, setting.name)) one.error = errorOf(words, setting.type);
		view.groups.back().settings.push_back(std::move(one));
	}
	const auto done = request.query("done").value_or("");
	if (done == "saved" || done == "reset")
		view.done = words(done == "reset" && !view.back.empty() ? "done.reset_lower"
				: done == "reset" && place.isSelf               ? "done.reset_lower"
																: "done." + done);
	return Response::page("settings", view.value(words), view.isError() ? 400 : 200);
}

}
