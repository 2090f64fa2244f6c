// Declares the settings that companies, their groups and their people choose, within what each plugin.yaml allows
// (scope `tenant`, `group`, `user`).
#pragma once
#include "sx/kit.h"
#include "sx/sql.h"

#include <memory>

namespace sx {

/// Says who chose a value, or keeps one from choosing: the plugin, the operator, the company, a group, the person. Each
/// level limits those after it. Since: SDK 1.0
enum class SettingLevel { Default, File, Environment, Company, Group, User };

/// Tells what may be chosen in place of a setting's value: by the person, or for one act of theirs, such as a message.
/// Since: SDK 1.0
struct SettingRule
{
	bool isFixed = false;  // nothing but the value
	/// Hold what may be chosen in the unit of the setting's type (a count, seconds, bytes); nothing: no bound.
	std::optional<std::int64_t> min{}, max{};
	SettingLevel by = SettingLevel::Default;  // who fixed it, or set the narrowest bound
	std::string group{};                      // the name of the group, if that is a group

	/// Tells whether the rule allows a number. value: the setting's.
	bool allows(std::int64_t number, std::int64_t value) const noexcept
	{
		if (isFixed) return number == value;
		return (!min || number >= *min) && (!max || number <= *max);
	}
};

/// Holds a plugin's settings as they are for one person. [any thread] Since: SDK 1.0
class PersonSettings: public Settings
{
public:
	/// Returns what may be chosen in place of a value.
	virtual SettingRule ruleOf(std::string_view key) const = 0;
protected:
	~PersonSettings() = default;
};

/// Returns the calling plugin's settings as they are for one company or person. Found with Context::find; the kernel
/// provides it, so no plugin.yaml names it. [any thread] Since: SDK 1.0
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
	/// Returns a person's settings: the company's, then those of their first group that chose, then their own, each
	/// within the locks and bounds of those before it. Not cached. user: empty for somebody without an account, to whom
	/// the company's choice applies. Errors: Unavailable.
	virtual Result<std::shared_ptr<const PersonSettings>> of(
		const TenantId& tenant, const UserId& user) const noexcept = 0;
	/// Returns the same, read in the transaction. [its thread] Errors: Unavailable.
	virtual Result<std::shared_ptr<const PersonSettings>> in(Sql& sql, const UserId& user) const noexcept = 0;
protected:
	~TenantSettings() = default;
};

/// Names whose settings are meant. Since: SDK 1.0
struct SettingSubject
{
	SettingLevel level = SettingLevel::Company;  // Company, Group or User
	std::string id{};                            // of the group or person; empty for a company
};

/// Holds what one level says about a setting. Values and bounds are written as in an environment variable.
/// Since: SDK 1.0
struct SettingChoice
{
	std::optional<std::string> value{};  // nothing: that of the level above
	bool isLocked = false;               // the levels below may choose no other value
	std::string min{}, max{};            // what they may choose; empty: no bound. Numbers, durations and sizes only
	bool operator==(const SettingChoice&) const = default;
};

/// Describes a setting, its value for one subject, and what that subject may choose. Values are written as in an
/// environment variable; entries of a list are separated by ", ". Since: SDK 1.0
struct TenantSetting
{
	enum class Type { Text, Integer, Flag, Duration, Bytes, Texts };
	using Level = SettingLevel;
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
	std::string inherited;            // the value without the subject's own
	Level level = Level::Default;     // who chose the value
	std::string by;                   // the name of the group, if that is a group
	std::string min, max;             // what the subject may choose: "8", "1h"; empty: no bound
	bool isLocked = false;            // a level above keeps the subject from choosing
	Level lockedBy = Level::Default;  // which one, or set the narrowest bound; Default: the operator (plugins.locked)
	std::string lockedByName;         // the name of the group, if that is a group
	SettingChoice own;                // what the subject itself says
	bool isForLower = false;          // levels below may choose too, so that a lock and bounds make sense
};

/// Lists and changes what companies, groups and people have chosen. Found as TenantSettings is. Since: SDK 1.0
class TenantSettingsBook
{
public:
	static constexpr std::string_view kId = "kernel.tenant_settings_book/1";
	/// Lists the settings that a subject may choose, by plugin, in the order of its plugin.yaml; reads the database.
	/// [any thread]
	virtual Result<std::vector<TenantSetting>> list(
		const TenantId& tenant, const Language& language, const SettingSubject& subject = {}) const noexcept = 0;
	/// Sets what a subject of the transaction's company says, in force once committed; returns what it said before. The
	/// caller checks permission and records the change. [its thread] Errors: Missing (the subject has no such setting),
	/// Denied with problem "locked" (a level above fixed it), Invalid (what is wrong, and the range).
	virtual Result<SettingChoice> set(
		Sql& sql, std::string_view name, const SettingChoice& choice, const SettingSubject& subject = {}) noexcept = 0;
	/// Returns to what the levels above say; returns what the subject said. [its thread] Errors: Missing (no such
	/// setting, or the subject said nothing).
	virtual Result<SettingChoice> unset(
		Sql& sql, std::string_view name, const SettingSubject& subject = {}) noexcept = 0;
	/// Forgets all that a group or person chose, because they are deleted. [its thread]
	virtual Result<> forget(Sql& sql, const SettingSubject& subject) noexcept = 0;
protected:
	~TenantSettingsBook() = default;
};

}
