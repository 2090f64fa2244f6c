// Declares the settings of a company: what its administrators choose, within what each plugin.yaml allows (scope
// `tenant`).
#pragma once
#include "sx/kit.h"
#include "sx/sql.h"

#include <memory>

namespace sx {

/// Returns the calling plugin's settings as they are for one company. Found with Context::find; the kernel provides it,
/// so no plugin.yaml names it. [any thread] Since: SDK 1.0
class TenantSettings
{
public:
	static constexpr std::string_view kId = "kernel.tenant_settings/1";
	/// Returns a company's settings: its own value where a setting has scope `tenant` and the company chose one, else
	/// the deployment's, as in Context::settings(). Cached for 5 s: call this at every use and keep nothing. A change
	/// by this server is seen at once; one by another server or a command, within these 5 s. Errors: Unavailable
	/// (database); no value is guessed, because a setting may protect something.
	virtual Result<std::shared_ptr<const Settings>> of(const TenantId& tenant) const noexcept = 0;
	/// Returns the same of the transaction's company, read in the transaction: for what must hold everywhere as soon as
	/// it is set. [its thread] Errors: Unavailable.
	virtual Result<std::shared_ptr<const Settings>> in(Sql& sql) const noexcept = 0;
protected:
	~TenantSettings() = default;
};

/// Describes a setting that companies may choose, and its value for one of them. Values are written as in an
/// environment variable; entries of a list are separated by ", ". Since: SDK 1.0
struct TenantSetting
{
	enum class Type { Text, Integer, Flag, Duration, Bytes, Texts };
	enum class Level { Default, File, Environment, Company };
	struct Choice
	{
		std::string value, label;
	};
	std::string name;   // "messages.password_length"
	std::string group;  // the plugin's word for `settings.title`
	std::string label;  // its word for `setting.KEY.label`
	std::string help;   // its word for `setting.KEY.help`, else `help` of plugin.yaml
	Type type = Type::Text;
	std::vector<Choice> choices;  // the only values, or those of a list; labels: `setting.KEY.VALUE`; empty: any
	std::string value;
	std::string inherited;         // the value without the company's own
	Level level = Level::Default;  // where the value comes from
	std::string min, max;          // "8", "1h"; empty: none
	bool isLocked = false;         // the operator keeps it for the deployment (plugins.locked)
};

/// Lists and changes what companies have chosen. Found as TenantSettings is. Since: SDK 1.0
class TenantSettingsBook
{
public:
	static constexpr std::string_view kId = "kernel.tenant_settings_book/1";
	/// Lists the settings by plugin, in the order of its plugin.yaml; reads the database. [any thread]
	virtual Result<std::vector<TenantSetting>> list(
		const TenantId& tenant, const Language& language) const noexcept = 0;
	/// Sets a value for the transaction's company; in force once committed. The caller checks permission and records
	/// the change. [its thread] Errors: Missing (companies have no such setting), Denied (locked), Invalid (what is
	/// wrong, and the range).
	virtual Result<> set(Sql& sql, std::string_view name, std::string_view value) noexcept = 0;
	/// Returns to the deployment's value. [its thread] Errors: Missing (no such setting, or the company has no value of
	/// its own).
	virtual Result<> unset(Sql& sql, std::string_view name) noexcept = 0;
protected:
	~TenantSettingsBook() = default;
};

}
