#include "handlers/CompanySettings.h"

namespace directory {

void CompanySettings::start(sx::Context& context)
{
	_context = &context;
	_journal = context.find<sx::audit::Journal>();
	_book = context.find<sx::TenantSettingsBook>();
}

sx::Result<> CompanySettings::change(const sx::TenantId& tenant,
	const std::vector<SettingChange>& changes,
	const SettingActor& actor,
	std::vector<std::string>* refused) const
{
	return _context->store().write(tenant, [&](sx::Sql& sql) -> sx::Result<> {
		sx::Result<> first;
		for (const auto& [name, value]: changes)
		{
			auto done = value ? _book->set(sql, name, *value) : _book->unset(sql, name);
			if (done) continue;
			if (first) first = done;
			if (done.error().code != sx::Code::Invalid) return done;
			if (refused) refused->push_back(name);
		}
		if (!first || !_journal) return first;
		for (const auto& [name, value]: changes)
		{
			auto details = value ? sx::Value::object({{"value", *value}}) : sx::Value::object({});
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
