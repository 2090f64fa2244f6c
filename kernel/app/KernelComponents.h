// Owns what a Kernel is made of, in the order in which it is made.
#pragma once
#include "kernel/app/DestructionRows.h"
#include "kernel/app/Kernel.h"
#include "kernel/app/KernelRoutes.h"
#include "kernel/app/Permissions.h"
#include "kernel/app/PluginContext.h"
#include "kernel/app/PluginRegistry.h"
#include "kernel/app/Readiness.h"
#include "kernel/app/RefusalNotes.h"
#include "kernel/app/Renderer.h"
#include "kernel/app/SessionRows.h"
#include "kernel/app/TenantValues.h"
#include "kernel/base/Clocks.h"
#include "kernel/base/JsonText.h"
#include "kernel/http/Server.h"
#include "kernel/observe/JsonLog.h"
#include "kernel/observe/MetricsRegistry.h"
#include "kernel/pages/PageEngine.h"

#include <atomic>
#include <map>
#include <optional>

namespace sx::app {

/// Holds what one plugin was given, and whether it still takes part (false once it failed or was left out).
struct PluginParts
{
	std::unique_ptr<PluginRegistry> registry;
	std::unique_ptr<PluginContext> context;
	std::shared_ptr<std::atomic<bool>> isIn = std::make_shared<std::atomic<bool>>(true);
};

/// Returns the database's URL in the form that Database::open takes.
std::string databaseUrl(const config::Configuration& configuration);

struct Kernel::Components final: extend::PluginHooks, Features
{
	explicit Components(KernelOptions given);
	~Components() override;

	// Steps of open(), in order.
	Result<> openData();
	Result<> openPages();
	Result<> openPlugins();
	/// Takes the themes of the plugins that are still there. Step of start(), after the migrations.
	Result<> openThemes();
	// Steps of serve().
	Result<> addJobs();
	Result<http::Router> makeRouter();
	KernelRouteComponents routeComponents();
	http::ServerComponents serverComponents();
	http::ServerOptions serverOptions() const;
	/// Starts the listener of /metrics and of the details of /health/ready.
	Result<> startMonitor();
	void gatherMetrics();
	void countJobs();
	/// Destroys the keys of days that are over and keeps their copy; every node does so every few seconds.
	Result<> tendDayKeys();
	Value pluginStates() const;

	Registry& registryOf(const config::Manifest& plugin) override;
	Context& contextOf(const config::Manifest& plugin) override;
	Result<> migrate(const config::Manifest& plugin) override;
	void withdraw(const config::Manifest& plugin) override;
	std::vector<Feature> asked() const override;

	const Clock& clock() const noexcept { return options.clock ? *options.clock : systemClock; }
	const TenantSource& tenants() const noexcept;
	const PrincipalSource& principals() const noexcept;

	KernelOptions options;
	base::SystemClock systemClock;
	base::JsonCodec json;
	observe::MetricsRegistry metrics;
	observe::HealthRegistry health;
	observe::JsonLog log;
	RefusalNotes refusals;
	Fd lock;
	std::unique_ptr<keys::KeyRing> keys;
	std::unique_ptr<data::Database> database;
	std::unique_ptr<data::PluginStore> store;  // the kernel's own
	std::unique_ptr<DestructionLog> destructionLog;
	std::unique_ptr<DestructionRows> destructions;
	std::unique_ptr<SessionRows> sessions;
	std::unique_ptr<jobs::JobRunner> jobs;
	std::unique_ptr<pages::PageEngine> engine;
	std::unique_ptr<TenantValues> tenantValues;
	std::unique_ptr<Permissions> permissions;
	extend::Services services;
	OfferBook offers;
	std::map<std::string, std::shared_ptr<config::TypedSettings>> settings;
	std::map<std::string, PluginParts> plugins;
	std::unique_ptr<extend::PluginHost> host;
	std::unique_ptr<Renderer> renderer;
	std::unique_ptr<Readiness> readiness;
	std::unique_ptr<http::Server> server;
	std::unique_ptr<http::Server> monitor;
	bool hasStarted = false;
	bool hasStopped = false;
	bool hasStoppedJobs = false;
};

}
