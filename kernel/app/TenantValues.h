// Keeps the settings that companies have set for themselves, which override the deployment's
// (docs/decisions/tenant-settings.md).
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/pages/PageEngine.h"
#include "sx/plugin.h"
#include "sx/settings.h"

#include <map>
#include <shared_mutex>

namespace sx::app {

/// Reads, caches and changes companies' settings. [any thread; add and remove: main thread, before the server answers]
class TenantValues final: public TenantSettingsBook
{
public:
	/// The arguments must outlive this object. locked: names of settings that companies may not set
	/// ("messages.password_length").
	TenantValues(
		Store& store, const pages::PageEngine& words, const Clock& clock, Log& log, std::vector<std::string> locked);
	~TenantValues();

	/// Registers a plugin that starts; returns what that plugin reads its companies' settings from. plugin must outlive
	/// this object.
	TenantSettings& add(const config::Manifest& plugin, std::shared_ptr<const config::TypedSettings> deployment);
	/// Forgets a plugin that failed or was left out. What add() returned stays valid, but answers Unavailable.
	void remove(const config::Manifest& plugin);

	Result<std::vector<TenantSetting>> list(const TenantId& tenant, const Language& language) const noexcept override;
	Result<> set(Sql& sql, std::string_view name, std::string_view value) noexcept override;
	Result<> unset(Sql& sql, std::string_view name) noexcept override;

private:
	class OfPlugin;
	struct Known;
	using Typed = std::shared_ptr<const config::TypedSettings>;
	using Rows = std::map<std::string, std::string, std::less<>>;
	struct Company
	{
		Instant read;
		std::map<std::string, Typed> settings;
	};  // by plugin

	Result<Typed> of(const std::string& plugin, const TenantId& tenant) const;
	Result<Typed> in(const std::string& plugin, Sql& sql) const;
	Result<Rows> rowsOf(const TenantId& tenant) const;
	static Result<Rows> rowsIn(Sql& sql);
	Typed resolve(const OfPlugin& plugin, const Rows& rows) const;
	bool isLocked(std::string_view name) const noexcept;
	Result<const config::KeySpec*> find(std::string_view name) const;
	void forgetAfterCommit(Sql& sql) noexcept;

	Store& _store;
	const pages::PageEngine& _words;
	const Clock& _clock;
	Log& _log;
	const std::vector<std::string> _locked;
	std::map<std::string, std::unique_ptr<OfPlugin>, std::less<>> _plugins;
	std::vector<std::unique_ptr<OfPlugin>> _withdrawn;  // kept, because their plugins still refer to them
	std::shared_ptr<Known> _known;                      // shared, because commit hooks may outlive this object
};

}
