// Gives one plugin its Context.
#pragma once
#include "kernel/app/DeploymentRow.h"
#include "kernel/config/Manifest.h"
#include "kernel/data/Database.h"
#include "kernel/extend/Services.h"
#include "kernel/http/SessionStore.h"
#include "sx/catalogues.h"
#include "sx/features.h"
#include "sx/permissions.h"
#include "sx/plugin.h"
#include "sx/recovery.h"
#include "sx/refusals.h"
#include "sx/settings.h"
#include "sx/themes.h"

#include <memory>

namespace sx::app {

/// Holds what a context hands out; everything referred to must outlive the context.
struct ContextComponents
{
	const config::Manifest& plugin;
	extend::Services& services;
	std::shared_ptr<const Settings> settings;
	std::unique_ptr<data::PluginStore> store;  // the plugin's own
	const Pages& pages;
	const Keys& keys;
	const Clock& clock;
	const Json& json;
	Log& log;          // the plugin's own
	Metrics& metrics;  // the plugin's own
	Jobs& jobs;
	http::SessionStore& sessions;
	Destructions& destructions;
	Refusals& refusals;
	Store& kernelStore;
	TenantSettings& tenantSettings;  // the plugin's own
	TenantSettingsBook& settingsBook;
	PermissionBook& permissions;
	Catalogues& catalogues;
	Themes& themes;
	Features& features;
	std::string folder;  // made by the first dataFolder()
	Environment environment;
};

/// Hands out its components. [any thread]
class PluginContext final: public Context
{
public:
	explicit PluginContext(ContextComponents components): _components(std::move(components)) {}

	const Settings& settings() const noexcept override { return *_components.settings; }
	Store& store() const noexcept override { return *_components.store; }
	const Pages& pages() const noexcept override { return _components.pages; }
	const Keys& keys() const noexcept override { return _components.keys; }
	const Clock& clock() const noexcept override { return _components.clock; }
	const Json& json() const noexcept override { return _components.json; }
	Log& log() const noexcept override { return _components.log; }
	Metrics& metrics() const noexcept override { return _components.metrics; }
	Jobs& jobs() const noexcept override { return _components.jobs; }
	std::string dataFolder() const override;
	Environment environment() const noexcept override { return _components.environment; }
	Result<> endSessions(Sql& sql, const UserId& user) const noexcept override
	{
		return _components.sessions.endAll(sql, user);
	}
	Result<SessionRight> sessionRight(const TenantId& tenant, const UserId& user) const noexcept override
	{
		return _components.sessions.rightOf(tenant, user);
	}
	Result<std::vector<SessionInfo>> sessionsOf(const TenantId& tenant, const UserId& user) const noexcept override
	{
		return _components.sessions.list(tenant, user);
	}
	Result<> endSession(Sql& sql, const UserId& user, std::string_view id) const noexcept override
	{
		return _components.sessions.endOne(sql, user, id);
	}
	std::string networkOf(std::string_view address) const override;
	std::string neighbourhoodOf(std::string_view address) const override;
	Result<> markDemonstration() const noexcept override { return app::markDemonstration(_components.kernelStore); }

protected:
	void* lookup(std::string_view id, std::string_view name) const noexcept override
	{
		if (id == Destructions::kId) return &_components.destructions;
		if (id == Refusals::kId) return &_components.refusals;
		if (id == TenantSettings::kId) return &_components.tenantSettings;
		if (id == TenantSettingsBook::kId) return &_components.settingsBook;
		if (id == PermissionBook::kId) return &_components.permissions;
		if (id == Catalogues::kId) return &_components.catalogues;
		if (id == Themes::kId) return &_components.themes;
		if (id == Features::kId) return &_components.features;
		return _components.services.find(_components.plugin, id, name);
	}
	std::vector<void*> lookupAll(std::string_view id) const override
	{
		return _components.services.findAll(_components.plugin, id);
	}
	Result<> offer(std::string_view id, std::string_view name, void* service) noexcept override
	{
		return _components.services.provide(_components.plugin, id, name, service);
	}

private:
	ContextComponents _components;
};

}
