// Keeps the settings that companies, their groups and their people have chosen, which override the deployment's
// (docs/decisions/tenant-settings.md).
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/pages/PageEngine.h"
#include "sx/permissions.h"
#include "sx/plugin.h"
#include "sx/settings.h"

#include <functional>
#include <map>
#include <shared_mutex>
#include <span>

namespace sx::app {

/// Reads, caches and changes what companies, groups and people chose. [any thread; add and remove: main thread, before
/// the server answers]
class TenantValues final: public TenantSettingsBook
{
public:
	/// Returns who knows people's groups, or nullptr.
	using FindGroups = std::function<const GroupSource*()>;

	/// The references must outlive this object. locked: names of settings that companies may not set
	/// ("messages.password_length").
	TenantValues(Store& store,
		const pages::PageEngine& words,
		const Clock& clock,
		Log& log,
		std::vector<std::string> locked,
		FindGroups groups = {});
	~TenantValues();

	/// Registers a plugin that starts; returns what that plugin reads its settings from. plugin must outlive this
	/// object.
	TenantSettings& add(const config::Manifest& plugin, std::shared_ptr<const config::TypedSettings> deployment);
	/// Forgets a plugin that failed or was left out. What add() returned stays valid, but answers Unavailable.
	void remove(const config::Manifest& plugin);

	Result<std::vector<TenantSetting>> list(
		const TenantId& tenant, const Language& language, const SettingSubject& subject = {}) const noexcept override;
	Result<SettingChoice> set(Sql& sql,
		std::string_view name,
		const SettingChoice& choice,
		const SettingSubject& subject = {}) noexcept override;
	Result<SettingChoice> unset(Sql& sql, std::string_view name, const SettingSubject& subject = {}) noexcept override;
	Result<> forget(Sql& sql, const SettingSubject& subject) noexcept override;

private:
	class OfPlugin;
	class OfPerson;
	struct Known;
	using Typed = std::shared_ptr<const config::TypedSettings>;
	using Choices = std::map<std::string, SettingChoice, std::less<>>;  // by name of the setting
	/// Holds what one level says, the strongest level first in Layers. name: of a group.
	struct Layer
	{
		SettingLevel level = SettingLevel::Company;
		std::string subject, name{};
		Choices choices{};
	};
	using Layers = std::vector<Layer>;
	struct Company
	{
		Instant read;
		std::map<std::string, Typed> settings;
	};  // by plugin
	/// Says what the layers together make of one setting.
	struct Outcome
	{
		std::optional<std::string> value{};  // in place of the deployment's
		SettingLevel level = SettingLevel::Default;
		std::string by{};  // the name of the group that chose
		SettingRule rule{};
	};

	Result<Typed> of(const std::string& plugin, const TenantId& tenant) const;
	Result<Typed> in(const std::string& plugin, Sql& sql) const;
	Result<std::shared_ptr<const PersonSettings>> of(
		const std::string& plugin, const TenantId& tenant, const UserId& user) const;
	Result<std::shared_ptr<const PersonSettings>> in(const std::string& plugin, Sql& sql, const UserId& user) const;
	/// Returns what the levels down to a subject say.
	Result<Layers> layersIn(Sql& sql, const SettingSubject& subject) const;
	Outcome outcomeOf(const OfPlugin& plugin, const config::KeySpec& spec, std::span<const Layer> layers) const;
	/// Narrows a rule to the bounds of a layer, which cannot widen it.
	void narrow(SettingRule& rule, const config::KeySpec& spec, const SettingChoice& choice, const Layer& layer) const;
	Typed resolve(const OfPlugin& plugin, const Layers& layers) const;
	TenantSetting shown(const OfPlugin& plugin,
		const config::KeySpec& spec,
		const Layers& layers,
		const SettingSubject& subject,
		const Language& language) const;
	bool isLocked(std::string_view name) const noexcept;
	/// Finds a setting that a level may choose. Errors: Missing.
	Result<std::pair<const OfPlugin*, const config::KeySpec*>> find(
		std::string_view name, const SettingSubject& subject) const;
	/// Checks a choice against what the levels above allow. Errors: Denied, Invalid.
	Result<> check(
		const OfPlugin& plugin, const config::KeySpec& spec, const SettingChoice& choice, const Layers& above) const;
	void forgetAfterCommit(Sql& sql) noexcept;

	Store& _store;
	const pages::PageEngine& _words;
	const Clock& _clock;
	Log& _log;
	const std::vector<std::string> _locked;
	const FindGroups _groups;
	std::map<std::string, std::unique_ptr<OfPlugin>, std::less<>> _plugins;
	std::vector<std::unique_ptr<OfPlugin>> _withdrawn;  // kept, because their plugins still refer to them
	std::shared_ptr<Known> _known;                      // shared, because commit hooks may outlive this object
};

}
