// Changes what a company sets for itself. Every change goes through here, so that every change is in the journal.
#pragma once
#include "sx/audit/Audit.h"
#include "sx/plugin.h"
#include "sx/settings.h"

namespace sx::directory {

/// Names a setting and its new value; without a value it returns to the deployment's.
struct SettingChange
{
	std::string name;
	std::optional<std::string> value;
};

/// Tells who changes a setting; an empty user is the operator, by a command.
struct SettingActor
{
	UserId user{};
	std::string address{};
};

/// Lists and changes the settings of companies. [any thread, between start and stop]
class CompanySettings
{
public:
	void start(Context& context);
	Result<std::vector<TenantSetting>> list(const TenantId& tenant, const Language& language) const
	{
		return _book->list(tenant, language);
	}
	/// Applies all changes or none. refused: receives the names of the settings whose values are not allowed. Errors:
	/// those of TenantSettingsBook; Invalid only if no change fails for a different reason.
	Result<> change(const TenantId& tenant,
		const std::vector<SettingChange>& changes,
		const SettingActor& actor,
		std::vector<std::string>* refused = nullptr) const;

private:
	Context* _context = nullptr;
	audit::Journal* _journal = nullptr;
	TenantSettingsBook* _book = nullptr;
};

}
