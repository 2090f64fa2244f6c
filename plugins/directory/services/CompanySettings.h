// Changes what a company, its groups and its people set. Every change goes through here, so that every change is in the
// journal.
#pragma once
#include "sx/audit/Audit.h"
#include "sx/directory/Settings.h"

namespace sx::directory {

/// Lists and changes settings. [any thread]
class CompanySettings final: public SettingChanges
{
public:
	/// journal: may be null.
	CompanySettings(Context& context, TenantSettingsBook& book, audit::Journal* journal):
		_context(context), _book(book), _journal(journal)
	{
	}
	Result<std::vector<TenantSetting>> list(
		const TenantId& tenant, const Language& language, const SettingSubject& subject = {}) const
	{
		return _book.list(tenant, language, subject);
	}
	/// Applies all changes or none. caller: who changes them; without a user, the operator by a command. People who
	/// change their own settings touch no lock and no bound, which their administrators set. Errors: those of
	/// TenantSettingsBook.
	SettingOutcome change(
		const Caller& caller, const std::vector<SettingChange>& changes, const SettingSubject& subject = {}) const;
	SettingOutcome change(Sql& sql,
		const Caller& caller,
		const std::vector<SettingChange>& changes,
		const SettingSubject& subject = {}) const noexcept override;

private:
	Result<> apply(Sql& sql,
		const Caller& caller,
		const std::vector<SettingChange>& changes,
		const SettingSubject& subject,
		std::vector<std::string>& refused) const;
	/// Applies one change; returns what was said before.
	Result<SettingChoice> apply(Sql& sql, const SettingChange& change, const SettingSubject& subject, bool isOwn) const;
	Result<> record(Sql& sql,
		const SettingChange& change,
		const SettingChoice& before,
		const Caller& caller,
		const SettingSubject& subject) const;

	Context& _context;
	TenantSettingsBook& _book;
	audit::Journal* const _journal;
};

}
