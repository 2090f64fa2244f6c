#include "services/CompanySettings.h"

#include "domain/SettingLevels.h"

namespace sx::directory {

namespace {

Value recordOf(const SettingChoice& choice)
{
	auto out = Value::object({});
	if (choice.value) out.set("value", *choice.value);
	if (choice.isLocked) out.set("locked", true);
	if (!choice.min.empty()) out.set("min", choice.min);
	if (!choice.max.empty()) out.set("max", choice.max);
	return out;
}

}

SettingOutcome CompanySettings::change(
	const Caller& caller, const std::vector<SettingChange>& changes, const SettingSubject& subject) const
{
	SettingOutcome out;
	out.done = _context.store().write(
		caller.tenant, [&](Sql& sql) { return apply(sql, caller, changes, subject, out.refused); });
	return out;
}

SettingOutcome CompanySettings::change(Sql& sql,
	const Caller& caller,
	const std::vector<SettingChange>& changes,
	const SettingSubject& subject) const noexcept
try
{
	SettingOutcome out;
	out.done = apply(sql, caller, changes, subject, out.refused);
	return out;
}
catch (const std::exception& e)
{
	return {failed(Code::Internal, std::string("directory.settings: ") + e.what())};
}

Result<> CompanySettings::apply(Sql& sql,
	const Caller& caller,
	const std::vector<SettingChange>& changes,
	const SettingSubject& subject,
	std::vector<std::string>& refused) const
{
	const bool isOwn = subject.level == SettingLevel::User && subject.id == caller.user.value;
	Result<> first;
	std::vector<SettingChoice> before;
	refused.clear();  // a transaction that is repeated begins anew
	for (const auto& each: changes)
	{
		auto done = apply(sql, each, subject, isOwn);
		before.push_back(done ? *done : SettingChoice{});
		if (done) continue;
		if (first) first = done.error();
		if (done.error().code != Code::Invalid) return done.error();
		refused.push_back(each.name);
	}
	if (!first) return first;
	for (std::size_t i = 0; i < changes.size(); ++i)
		if (auto noted = record(sql, changes[i], before[i], caller, subject); !noted) return noted;
	return {};
}

Result<SettingChoice> CompanySettings::apply(
	Sql& sql, const SettingChange& change, const SettingSubject& subject, bool isOwn) const
{
	auto before = change.choice ? _book.set(sql, change.name, *change.choice, subject)
								: _book.unset(sql, change.name, subject);
	if (!before || !isOwn) return before;
	const auto after = change.choice.value_or(SettingChoice{});
	const bool isUntouched = after.isLocked == before->isLocked && after.min == before->min && after.max == before->max;
	if (before->isLocked || !isUntouched)
		return refused(Code::Denied, "locked", change.name + ": its locks and bounds are an administrator's")
			.at(change.name);
	return before;
}

Result<> CompanySettings::record(Sql& sql,
	const SettingChange& change,
	const SettingChoice& before,
	const Caller& caller,
	const SettingSubject& subject) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = change.choice ? "directory.setting_changed" : "directory.setting_reset",
			.actor = caller.user,
			.subject = change.name,
			.details = Value::object({{"level", kSettingLevels.wordOf(subject.level)},
				{"of", subject.id},
				{"before", recordOf(before)},
				{"after", recordOf(change.choice.value_or(SettingChoice{}))}}),
			.address = caller.address});
}

}
