#include "handlers/CompanySettings.h"

namespace sx::directory {

void CompanySettings::start(Context& context)
{
	_context = &context;
	_journal = context.find<audit::Journal>();
	_book = context.find<TenantSettingsBook>();
}

Result<> CompanySettings::change(const TenantId& tenant,
	const std::vector<SettingChange>& changes,
	const SettingActor& actor,
	std::vector<std::string>* refused) const
{
	return _context->store().write(tenant, [&](Sql& sql) -> Result<> {
		Result<> first;
		for (const auto& [name, value]: changes)
		{
			auto done = value ? _book->set(sql, name, *value) : _book->unset(sql, name);
			if (done) continue;
			if (first) first = done;
			if (done.error().code != Code::Invalid) return done;
			if (refused) refused->push_back(name);
		}
		if (!first || !_journal) return first;
		for (const auto& [name, value]: changes)
		{
			auto details = value ? Value::object({{"value", *value}}) : Value::object({});
			if (auto noted = _journal->append(sql,
					{.kind = value ? "directory.setting_changed" : "directory.setting_reset",
						.actor = actor.user,
						.subject = name,
						.details = std::move(details),
						.address = actor.address});
				!noted)
				return noted;
		}
		return {};
	});
}

}
