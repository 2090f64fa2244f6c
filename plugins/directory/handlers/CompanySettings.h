// What a company chooses for itself: the one way in which its settings change, so that every change is in the journal.
#pragma once
#include "sx/audit/Audit.h"
#include "sx/plugin.h"
#include "sx/settings.h"

namespace directory {

/// One setting, and what it becomes; no value: the deployment's again.
struct SettingChange
{
	std::string name;
	std::optional<std::string> value;
};

/// Who changes it; nobody: the operator, by a command.
struct SettingActor
{
	sx::UserId user{};
	std::string address{};
};

/// [any thread, between start and stop]
class CompanySettings
{
public:
	void start(sx::Context& context);
	sx::Result<std::vector<sx::TenantSetting>> list(const sx::TenantId& tenant, const sx::Language& language) const
	{
		return _book->list(tenant, language);
	}
	/// All or none. refused: the names of those whose value is not allowed. Errors: those of TenantSettingsBook, of the
	/// first that is refused.
	sx::Result<> change(const sx::TenantId& tenant,
		const std::vector<SettingChange>& changes,
		const SettingActor& actor,
		std::vector<std::string>* refused = nullptr) const;

private:
	sx::Context* _context = nullptr;
	sx::audit::Journal* _journal = nullptr;
	sx::TenantSettingsBook* _book = nullptr;
};

}
