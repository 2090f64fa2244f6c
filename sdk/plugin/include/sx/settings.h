// Settings of a company: what its administrators choose for themselves, within what each plugin.yaml allows (scope
// `tenant`).
#pragma once
#include "sx/kit.h"
#include "sx/sql.h"

#include <memory>

namespace sx {

/// The asking plugin's settings as they are for one company. Found with Context::find; the kernel provides it, so no
/// plugin.yaml names it. [any thread] Since: SDK 1.0
class TenantSettings
{
public:
	static constexpr std::string_view kId = "kernel.tenant_settings/1";
	/// A setting of scope `tenant` is the company's own where it has one; all else is the deployment's, as in
	/// Context::settings(). Kept in memory for 5 s: ask at every use and hold nothing. A change made by this server is
	/// seen at once, one of another server or of a command within these 5 s. Errors: Unavailable (database): nothing is
	/// guessed, since a setting may protect.
	virtual Result<std::shared_ptr<const Settings>> of(const TenantId& tenant) const noexcept = 0;
protected:
	~TenantSettings() = default;
};

/// A setting that companies may choose, and what is in force for one of them. Values are as a variable of the
/// environment would say them; those of a list are separated by ", ". Since: SDK 1.0
struct TenantSetting
{
	enum class Type { Text, Integer, Flag, Duration, Bytes, Texts };
	enum class Level { Default, File, Environment, Company };
	struct Choice
	{
		std::string value, label;
	};
	std::string name;   // "messages.password_length"
	std::string group;  // the plugin's word `settings.title`
	std::string label;  // its word `setting.KEY.label`
	std::string help;   // its word `setting.KEY.help`, else the line of plugin.yaml
	Type type = Type::Text;
	std::vector<Choice> choices;  // the only values, or those of a list; labels: `setting.KEY.VALUE`; empty: any
	std::string value;
	std::string inherited;         // what it is without the company's own
	Level level = Level::Default;  // who said the value
	std::string min, max;          // "8", "1h"; empty: none
	bool isLocked = false;         // the operator keeps it for the deployment (plugins.locked)
};

/// What companies have chosen, for whoever shows and changes it. Found as TenantSettings is. Since: SDK 1.0
class TenantSettingsBook
{
public:
	static constexpr std::string_view kId = "kernel.tenant_settings_book/1";
	/// By plugin, in the order of its plugin.yaml; read from the database. [any thread]
	virtual Result<std::vector<TenantSetting>> list(
		const TenantId& tenant, const Language& language) const noexcept = 0;
	/// For the company of the transaction; the caller asks who may, and records it. In force once it is committed. [its
	/// thread] Errors: Missing (no such setting of companies), Denied (locked), Invalid (what is wrong, and the range).
	virtual Result<> set(Sql& sql, std::string_view name, std::string_view value) noexcept = 0;
	/// Back to the deployment's value. [its thread] Errors: Missing (no such setting, or the company has no value of
	/// its own).
	virtual Result<> unset(Sql& sql, std::string_view name) noexcept = 0;
protected:
	~TenantSettingsBook() = default;
};

}
