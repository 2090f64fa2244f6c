// Changes what companies, their groups and their people set, for plugins whose own pages show such settings.
#pragma once
#include "sx/plugin.h"
#include "sx/settings.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::directory {

/// Names the permission of who changes the settings of a company, its groups and its people.
inline constexpr const char* kManageSettings = "directory.settings";

/// Names a setting and what is said about it; without a choice it returns to what the levels above say. Since: SDK 1.0
struct SettingChange
{
	std::string name;
	std::optional<SettingChoice> choice{};
};

/// Tells how changes went. done: Invalid only if no change failed for a different reason. refused: the settings whose
/// values are not allowed. Since: SDK 1.0
struct SettingOutcome
{
	Result<> done;
	std::vector<std::string> refused{};
};

/// Changes settings, each with its line in the company's journal. Since: SDK 1.0
class SettingChanges
{
public:
	static constexpr std::string_view kId = "directory.settings/1";
	/// Applies changes in the caller's transaction, which is to be rolled back unless all are done: the plugin's own
	/// rows are then as the settings are. The caller has checked kManageSettings. caller: who changes them.
	/// [its thread] Errors: those of TenantSettingsBook.
	virtual SettingOutcome change(Sql& sql,
		const Caller& caller,
		const std::vector<SettingChange>& changes,
		const SettingSubject& subject = {}) const noexcept = 0;
protected:
	~SettingChanges() = default;
};

}
