// Gives one plugin its Context.
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/data/Database.h"
#include "kernel/extend/Services.h"
#include "kernel/http/SessionStore.h"
#include "sx/plugin.h"
#include "sx/recovery.h"
#include "sx/settings.h"

#include <memory>

namespace sx::app {

/// Holds what a context hands out; everything referred to must outlive the context.
struct ContextParts
{
	const config::Manifest& plugin;
	const extend::Services& services;
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
	TenantSettings& tenantSettings;  // the plugin's own
	TenantSettingsBook& settingsBook;
	std::string folder;  // made by the first dataFolder()
	Environment environment;
};

/// Hands out its parts. [any thread]
class PluginContext final: public Context
{
public:
	explicit PluginContext(ContextParts parts): _parts(std::move(parts)) {}

	const Settings& settings() const noexcept override { return *_parts.settings; }
	Store& store() const noexcept override { return *_parts.store; }
	const Pages& pages() const noexcept override { return _parts.pages; }
	const Keys& keys() const noexcept override { return _parts.keys; }
	const Clock& clock() const noexcept override { return _parts.clock; }
	const Json& json() const noexcept override { return _parts.json; }
	Log& log() const noexcept override { return _parts.log; }
	Metrics& metrics() const noexcept override { return _parts.metrics; }
	Jobs& jobs() const noexcept override { return _parts.jobs; }
	std::string dataFolder() const override;
	Environment environment() const noexcept override { return _parts.environment; }
	Result<> endSessions(const TenantId& tenant, const UserId& user) const noexcept override
	{
		return _parts.sessions.endAll(tenant, user);
	}

protected:
	void* lookup(std::string_view id, std::string_view name) const noexcept override
	{
		if (id == Destructions::kId) return &_parts.destructions;
		if (id == TenantSettings::kId) return &_parts.tenantSettings;
		if (id == TenantSettingsBook::kId) return &_parts.settingsBook;
		return _parts.services.find(_parts.plugin, id, name);
	}
	std::vector<void*> lookupAll(std::string_view id) const override
	{
		return _parts.services.findAll(_parts.plugin, id);
	}

private:
	ContextParts _parts;
};

}
