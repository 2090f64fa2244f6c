#include "handlers/SettingsVerb.h"

#include "domain/SettingLevels.h"
#include "handlers/TenantArgument.h"

#include <algorithm>
#include <iomanip>
#include <iostream>

namespace sx::directory {

namespace {

using Words = std::vector<std::string>;

std::string rangeOf(const TenantSetting& setting)
{
	std::string out;
	if (!setting.min.empty() && !setting.max.empty())
		out = setting.min + " to " + setting.max;
	else if (!setting.min.empty())
		out = "at least " + setting.min;
	else if (!setting.max.empty())
		out = "at most " + setting.max;
	for (std::size_t i = 0; i < setting.choices.size(); ++i)
		out += (i ? ", " : out.empty() ? "" : " of ") + setting.choices[i].value;
	return out;
}

int show(const std::vector<TenantSetting>& all)
{
	for (const auto& each: all)
		std::cout << std::left << std::setw(34) << each.name << " " << std::setw(32) << each.value << " "
				  << std::setw(12) << kSettingLevels.wordOf(each.level) << rangeOf(each)
				  << (each.isLocked ? "  locked" : "") << "\n";
	return 0;
}

/// Returns what the company says about a setting, with another value.
SettingChoice withValue(const std::vector<TenantSetting>& all, const std::string& name, const std::string& value)
{
	SettingChoice out;
	for (const auto& each: all)
		if (each.name == name) out = each.own;
	out.value = value;
	return out;
}

/// Splits the words of the verb: options come first, then an act and what it takes.
std::pair<Words, Words> optionsAndAct(const Words& words)
{
	Words options;
	std::size_t i = 0;
	for (; i < words.size() && words[i].starts_with("--"); i += 2)
	{
		options.push_back(words[i]);
		if (i + 1 < words.size()) options.push_back(words[i + 1]);
	}
	const auto act = static_cast<std::ptrdiff_t>(std::min(i, words.size()));
	return {options, Words(words.begin() + act, words.end())};
}

}

Verbs<SettingsVerb> SettingsVerb::verbs()
{
	return {{"settings",
		"Shows what a company may set and who said each value: --tenant HOST [set NAME VALUE | unset NAME]",
		&SettingsVerb::run}};
}

Result<int> SettingsVerb::run(const Words& words) const
{
	const auto [options, act] = optionsAndAct(words);
	auto arguments = Arguments::parse(options, {"tenant"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(_directory, *arguments);
	if (!tenant) return tenant.error();
	const bool isSet = act.size() == 3 && act[0] == "set", isUnset = act.size() == 2 && act[0] == "unset";
	if (!act.empty() && !isSet && !isUnset)
		return failed(Code::Invalid, "expects nothing more, or: set NAME VALUE, or: unset NAME");
	auto all = _settings.list((*tenant)->id, {"en-CA"});
	if (!all) return all.error();
	if (!act.empty())
	{
		SettingChange change{act[1]};
		if (isSet) change.choice = withValue(*all, act[1], act[2]);
		if (auto outcome = _settings.change({.tenant = (*tenant)->id}, {change}); !outcome.done)
			return outcome.done.error();
		all = _settings.list((*tenant)->id, {"en-CA"});
		if (!all) return all.error();
	}
	if (!act.empty()) std::erase_if(*all, [&name = act[1]](const TenantSetting& each) { return each.name != name; });
	return show(*all);
}

}
