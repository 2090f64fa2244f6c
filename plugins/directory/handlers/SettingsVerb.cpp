#include "handlers/SettingsVerb.h"

#include "sx/arguments.h"

#include <iomanip>
#include <iostream>

namespace sx::directory {

namespace {

using Words = std::vector<std::string>;
using Level = TenantSetting::Level;

const char* word(Level level)
{
	switch (level)
	{
	case Level::Company: return "company";
	case Level::Environment: return "environment";
	case Level::File: return "file";
	case Level::Default: break;
	}
	return "default";
}

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
				  << std::setw(12) << word(each.level) << rangeOf(each) << (each.isLocked ? "  locked" : "") << "\n";
	return 0;
}

Result<int> run(const Directory& directory, const CompanySettings& settings, const Words& words)
{
	Words options, act;
	for (std::size_t i = 0; i < words.size(); ++i)
	{
		if (!act.empty() || !words[i].starts_with("--"))
		{
			act.push_back(words[i]);
			continue;
		}
		options.push_back(words[i]);
		if (++i < words.size()) options.push_back(words[i]);
	}
	auto arguments = Arguments::parse(options, {"tenant"});
	if (!arguments) return arguments.error();
	auto host = arguments->require("tenant");
	if (!host) return host.error();
	const auto tenant = directory.tenantByHost(*host);
	if (!tenant) return Error{.code = Code::Missing, .detail = "no company answers to host " + *host};
	const bool isSet = act.size() == 3 && act[0] == "set", isUnset = act.size() == 2 && act[0] == "unset";
	if (!act.empty() && !isSet && !isUnset)
		return Error{.code = Code::Invalid, .detail = "expects nothing more, or: set NAME VALUE, or: unset NAME"};
	if (!act.empty())
		if (auto done = settings.change(tenant->id, {{act[1], isSet ? std::optional(act[2]) : std::nullopt}}, {});
			!done)
			return done.error();
	auto all = settings.list(tenant->id, {"en-CA"});
	if (!all) return all.error();
	if (act.empty()) return show(*all);
	std::erase_if(*all, [&](const TenantSetting& each) { return each.name != act[1]; });
	return show(*all);
}

}

Verb settingsVerb(const Directory& directory, const CompanySettings& settings)
{
	return {"settings",
		"Shows what a company may set and who said each value: --tenant HOST [set NAME VALUE | unset NAME]",
		[&](const Words& words) { return run(directory, settings, words); }};
}

}
