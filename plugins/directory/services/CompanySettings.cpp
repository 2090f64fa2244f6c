#include "services/CompanySettings.h"

namespace sx::directory {

SettingOutcome CompanySettings::change(const Caller& caller, const std::vector<SettingChange>& changes) const
{
	SettingOutcome out;
	out.done = _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		Result<> first;
		for (const auto& [name, value]: changes)
		{
			auto done = value ? _book.set(sql, name, *value) : _book.unset(sql, name);
			if (done) continue;
			if (first) first = done;
			if (done.error().code != Code::Invalid) return done;
			out.refused.push_back(name);
		}
		if (!first) return first;
		for (const auto& each: changes)
			if (auto noted = record(sql, each, caller); !noted) return noted;
		return {};
	});
	return out;
}

Result<> CompanySettings::record(Sql& sql, const SettingChange& change, const Caller& caller) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = change.value ? "directory.setting_changed" : "directory.setting_reset",
			.actor = caller.user,
			.subject = change.name,
			.details = change.value ? Value::object({{"value", *change.value}}) : Value::object({}),
			.address = caller.address});
}

}
