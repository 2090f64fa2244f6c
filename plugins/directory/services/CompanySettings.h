// Changes what a company sets for itself. Every change goes through here, so that every change is in the journal.
#pragma once
#include "sx/audit/Audit.h"
#include "sx/plugin.h"
#include "sx/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::directory {

/// Names a setting and its new value; without a value it returns to the deployment's.
struct SettingChange
{
	std::string name;
	std::optional<std::string> value{};
};

/// Tells how changes went. done: Invalid only if no change failed for a different reason. refused: the settings whose
/// values are not allowed.
struct SettingOutcome
{
	Result<> done;
	std::vector<std::string> refused{};
};

/// Lists and changes the settings of companies. [any thread]
class CompanySettings
{
public:
	/// journal: may be null.
	CompanySettings(Context& context, TenantSettingsBook& book, audit::Journal* journal):
		_context(context), _book(book), _journal(journal)
	{
	}
	Result<std::vector<TenantSetting>> list(const TenantId& tenant, const Language& language) const
	{
		return _book.list(tenant, language);
	}
	/// Applies all changes or none. caller: who changes them; without a user, the operator by a command. Errors: those
	/// of TenantSettingsBook.
	SettingOutcome change(const Caller& caller, const std::vector<SettingChange>& changes) const;

private:
	Result<> record(Sql& sql, const SettingChange& change, const Caller& caller) const;

	Context& _context;
	TenantSettingsBook& _book;
	audit::Journal* const _journal;
};

}
