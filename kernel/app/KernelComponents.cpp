#include "kernel/app/KernelComponents.h"

#include "kernel/app/ConfigurationCheck.h"
#include "kernel/app/DataFolder.h"
#include "kernel/app/DeploymentRow.h"
#include "kernel/config/Catalogue.h"
#include "kernel/data/Snapshot.h"
#include "kernel/keys/Encoding.h"
#include "kernel/pages/Themes.h"

#include <filesystem>

namespace sx::app {

namespace {

/// Knows no company; used when no plugin provides companies.
class NoTenants final: public TenantSource
{
public:
	std::shared_ptr<const Tenant> byHost(std::string_view) const noexcept override { return nullptr; }
	std::shared_ptr<const Tenant> byId(const TenantId&) const noexcept override { return nullptr; }
};

/// Knows nobody; used when no plugin provides people.
class NoPrincipals final: public PrincipalSource
{
public:
	Result<Principal> byUser(const TenantId&, const UserId&) const noexcept override
	{
		return Error{Code::Missing, "nobody knows users"};
	}
	Result<Principal> byApiKey(const TenantId&, std::string_view, std::string_view) const noexcept override
	{
		return Error{Code::Unauthenticated, "nobody knows API keys"};
	}
};

const NoTenants kNoTenants{};
const NoPrincipals kNoPrincipals{};

observe::LogOptions logOptions(const KernelOptions& options)
{
	observe::LogOptions out;
	out.level = options.configuration.log.level;
	out.isText = options.configuration.log.isText;
	out.descriptor = options.logDescriptor;
	return out;
}

extend::PluginHostOptions hostOptions(const config::Configuration& configuration)
{
	extend::PluginHostOptions out;
	out.folder = configuration.plugins.folder;
	out.enabled = configuration.plugins.enabled;
	out.required = configuration.plugins.required;
	out.publishers = configuration.plugins.publishers;
	out.buildKey = extend::buildPublicKey();
	out.environment = configuration.environment;
	return out;
}

}

std::string databaseUrl(const config::Configuration& configuration)
{
	return configuration.database.isPostgres ? configuration.database.url
											 : "sqlite:" + configuration.dataFolder + "/sx.sqlite";
}

Kernel::Components::Components(KernelOptions given):
	options(std::move(given)), log(logOptions(options), clock()), refusals(log.of("kernel.refusals"), metrics),
	services(log)
{
}

Kernel::Components::~Components() = default;

Result<> Kernel::Components::openData()
{
	const auto& configuration = options.configuration;
	const auto url = databaseUrl(configuration);
	// Make keys only for a new database: an existing one cannot be read without its own, and new keys would hide that.
	auto isThere = data::hasTables(url);
	if (!isThere) return isThere.error();
	auto ring = keys::KeyRing::open(configuration.keys.masterFile, !*isThere, &clock(), configuration.keys.daysCopy);
	if (!ring) return ring.error();
	keys = std::move(ring).value();
	(void)tendDayKeys();  // what fails is in the log, and tried again while the server serves
	data::DatabaseOptions given;
	given.onStatement = options.onStatement;
	auto opened = data::Database::open(url, given);
	if (!opened) return opened.error();
	database = std::move(opened).value();
	store = database->storeFor("kernel");
	if (auto done = database->migrate("kernel", options.resources + "/migrations/app"); !done) return done;
	if (auto own = claimDatabase(*store, *keys, configuration.keys.masterFile); !own) return own;
	if (configuration.environment == Environment::Production)
		if (auto may = refuseDemonstration(*store); !may) return may;
	destructionLog = std::make_unique<DestructionLog>(
		configuration.destructions.file, configuration.destructions.copy, *keys, json, clock());
	if (auto own = claimLog(*store, *destructionLog, options.renewsDestructionLog); !own) return own;
	destructions = std::make_unique<DestructionRows>(
		*database, *destructionLog, *keys, clock(), log.of("kernel.destructions"));
	sessions = std::make_unique<SessionRows>(
		*store, *keys, clock(), SessionLimits{configuration.sessions.idle, configuration.sessions.absolute});
	jobs = std::make_unique<jobs::JobRunner>(*database, clock(), *keys, log.of("kernel.jobs"));
	return jobs->migrate(options.resources + "/migrations/jobs");
}

Result<> Kernel::Components::openPages()
{
	pages::Options given;
	given.templatesFolder = options.configuration.templates.folder;
	given.webFolder = options.configuration.templates.web;
	given.assetsFolder = options.configuration.templates.assets;
	given.readCatalogue = [](const std::string& path) { return config::readCatalogue(path); };
	given.isLive = options.configuration.environment == Environment::Development;
	given.log = &log.of("kernel.pages");
	given.parsed = options.parsed;
	engine = std::make_unique<pages::PageEngine>(std::move(given));
	tenantValues = std::make_unique<TenantValues>(
		*store, *engine, clock(), log.of("kernel.settings"), options.configuration.plugins.locked, [this] {
			return services.find<GroupSource>();
		});
	permissions = std::make_unique<Permissions>(*engine);
	if (auto loaded = engine->load(); !loaded) return loaded;
	// Unit tests open kernels beside each other, all of the same languages.
	if (spokenLanguages() != engine->languages()) own::languages() = engine->languages();
	return {};
}

Result<> Kernel::Components::openPlugins()
{
	const auto& configuration = options.configuration;
	const auto manifests = config::readManifests(configuration.plugins.folder);
	if (auto known = configuration.checkPluginNames(manifests); !known) return known;
	host = std::make_unique<extend::PluginHost>(hostOptions(configuration), services, *keys, log.of("kernel.plugins"));
	if (auto found = host->discover(); !found) return found;
	std::string faults;
	for (const auto* plugin: host->manifests())
	{
		auto typed = configuration.settingsOf(*plugin);
		if (typed)
			settings[plugin->id] = std::move(typed).value();
		else
			faults += (faults.empty() ? "" : "\n") + typed.error().detail;
	}
	if (!faults.empty()) return Error{Code::Invalid, faults};
	const auto advice = adviceOn(configuration, manifests);
	for (const auto* list: {&advice.mistakes, &advice.warnings})
		for (const auto& each: *list) log.of("kernel.config").warning("config.advice", {{"advice", each}});
	return host->load(*this);
}

Result<> Kernel::Components::openThemes()
{
	std::map<std::string, std::string, std::less<>> versions{{"shared", extend::PluginHostOptions().kernel.text()}};
	std::vector<pages::ThemeSource> sources;
	for (const auto* plugin: host->manifests())
	{
		versions.emplace(plugin->id, plugin->version);
		if (!plugin->theme.isGiven) continue;
		auto& source = sources.emplace_back(
			pages::ThemeSource{plugin->id, plugin->title, plugin->folder, plugin->theme.styles, {}});
		for (const auto& each: plugin->theme.overrides) source.overrides.emplace(each.name, each.madeFor);
	}
	engine->addThemes({.standard = options.configuration.templates.theme,
						  .versionOf = [versions](std::string_view owner) { return versions.find(owner)->second; },
						  .digest = [this](std::string_view text) { return keys::toHex(keys->sha256(text).value); }},
		sources);
	auto& said = log.of("kernel.pages");
	for (const auto& each: engine->themes().findings())
	{
		if (each.kind == pages::ThemeFinding::Kind::Refused)
			said.error("theme.refused", {{"theme", each.theme}, {"file", each.file}, {"detail", each.detail}});
		else if (each.kind == pages::ThemeFinding::Kind::Drifted)
			said.warning("theme.drifted", {{"theme", each.theme}, {"file", each.file}, {"detail", each.detail}});
	}
	return {};
}

std::vector<Features::Feature> Kernel::Components::asked() const
{
	std::vector<Feature> out;
	for (const auto* plugin: host->manifests())
		for (const auto& name: plugin->features) out.push_back({plugin->id, name});
	return out;
}

Registry& Kernel::Components::registryOf(const config::Manifest& plugin)
{
	auto& components = plugins[plugin.id];
	if (!components.registry) components.registry = std::make_unique<PluginRegistry>(plugin, offers, services);
	return *components.registry;
}

Context& Kernel::Components::contextOf(const config::Manifest& plugin)
{
	auto& components = plugins[plugin.id];
	if (components.context) return *components.context;
	auto& typed = settings[plugin.id];
	typed->reportTo(&log.of(plugin.id));
	permissions->add(plugin);
	components.context = std::make_unique<PluginContext>(ContextComponents{plugin,
		services,
		typed,
		database->storeFor(plugin.id),
		engine->of(plugin.id),
		*keys,
		clock(),
		json,
		log.of(plugin.id),
		metrics.of(plugin.id),
		*jobs,
		*sessions,
		*destructions,
		refusals,
		*store,
		tenantValues->add(plugin, typed),
		*tenantValues,
		*permissions,
		*engine,
		engine->themes(),
		*this,
		options.configuration.dataFolder + "/" + plugin.id,
		options.configuration.environment});
	return *components.context;
}

Result<> Kernel::Components::migrate(const config::Manifest& plugin)
{
	if (auto read = engine->add(plugin.id, plugin.folder); !read) return read;
	return database->migrate(plugin.id, plugin.folder + "/migrations");
}

void Kernel::Components::withdraw(const config::Manifest& plugin)
{
	*plugins[plugin.id].isIn = false;
	tenantValues->remove(plugin);
	permissions->remove(plugin);
	offers.withdraw(plugin.id);
}

// Call it before start(), because plugins may queue jobs while they start. If a plugin then fails, its jobs
// return Unavailable and its schedules do nothing.
Result<> Kernel::Components::addJobs()
{
	for (const auto& [plugin, offered]: offers.all())
	{
		const auto isIn = plugins[plugin].isIn;
		for (auto kind: offered.jobs)
		{
			kind.run = [isIn, run = std::move(kind.run)](const Job& job) -> Result<> {
				if (!*isIn) return Error{Code::Unavailable, "its plugin is not running"};
				return run(job);
			};
			if (auto added = jobs->add(std::move(kind)); !added) return added;
		}
		for (auto schedule: offered.schedules)
		{
			schedule.run = [isIn, run = std::move(schedule.run)]() -> Result<> { return *isIn ? run() : Result<>(); };
			if (auto added = jobs->add(std::move(schedule)); !added) return added;
		}
	}
	if (auto added = jobs->add(
			Schedule{"kernel.statistics", std::chrono::hours(1), [this] { return database->refreshStatistics(); }});
		!added)
		return added;
	return jobs->add(Schedule{"kernel.sessions", std::chrono::hours(1), [this] { return sessions->sweep(); }});
}

KernelRouteComponents Kernel::Components::routeComponents()
{
	return {health,
		*readiness,
		metrics,
		[this] { gatherMetrics(); },
		[this] { return pluginStates(); },
		offers.home(),
		offers.signInPath(),
		[this](std::string_view host) { return tenants().byHost(host) != nullptr; }};
}

http::ServerComponents Kernel::Components::serverComponents()
{
	return {tenants(),
		principals(),
		*sessions,
		*renderer,
		*keys,
		clock(),
		log.of("kernel.http"),
		&metrics,
		&refusals,
		services.findAll<ProblemWriter>(),
		services.findAll<KeyMeter>()};
}

Result<> Kernel::Components::startMonitor()
{
	http::Router router;
	if (auto added = addMonitorRoutes(router, routeComponents()); !added) return added;
	const auto& from = options.configuration.metrics;
	http::ServerOptions given;
	given.address = from.address;
	given.port = from.port;
	given.hosts = from.hosts;
	given.ioWorkers = 1;
	given.maxConnections = 256;
	// It is the operator's, so it answers under no company's name and knows nobody.
	const http::ServerComponents own{
		kNoTenants, kNoPrincipals, *sessions, *renderer, *keys, clock(), log.of("kernel.http")};
	monitor = std::make_unique<http::Server>(given, own, std::move(router));
	return monitor->start();
}

Result<http::Router> Kernel::Components::makeRouter()
{
	http::Router router;
	if (auto added = addKernelRoutes(router, routeComponents()); !added) return added.error();
	for (const auto& [plugin, offered]: offers.all())
		for (const auto& route: offered.routes)
			if (auto added = router.add(plugin, route); !added) return added.error();
	const auto& shared = options.configuration.templates.assets;
	if (std::filesystem::exists(shared + "/assets.json"))
		if (auto added = router.addAssets("shared", shared); !added) return added.error();
	for (const auto* plugin: host->manifests())
	{
		const auto folder = plugin->folder + "/assets";
		if (!*plugins[plugin->id].isIn || !std::filesystem::exists(folder + "/assets.json")) continue;
		if (auto added = router.addAssets(plugin->id, folder); !added) return added.error();
	}
	return router;
}

http::ServerOptions Kernel::Components::serverOptions() const
{
	const auto& from = options.configuration.http;
	http::ServerOptions out;
	out.address = options.configuration.listen.address;
	out.port = options.configuration.listen.port;
	out.ioWorkers = from.ioWorkers;
	if (from.handlerThreads > 0) out.handlerThreads = from.handlerThreads;
	if (from.maxConnections > 0) out.maxConnections = from.maxConnections;
	out.maxConnectionsPerNetwork = from.maxConnectionsPerNetwork;
	if (from.maxBodyMemory > 0) out.maxBodyMemory = from.maxBodyMemory;
	if (from.maxQueuedRequests > 0) out.maxQueuedRequests = from.maxQueuedRequests;
	if (from.maxHeaderBytes > 0) out.maxHeaderBytes = from.maxHeaderBytes;
	out.headerTimeout = from.headerTimeout;
	out.idleTimeout = from.idleTimeout;
	out.stallTimeout = from.stallTimeout;
	out.drainDeadline = from.drainDeadline;
	out.perMinute = from.perMinute;
	out.proxies = from.proxies;
	out.hostHeader = from.hostHeader;
	out.requestIdHeader = from.requestIdHeader;
	out.isProduction = options.configuration.environment == Environment::Production;
	out.signInPath = offers.signInPath();
	out.hstsSubdomains = from.hstsSubdomains;
	return out;
}

void Kernel::Components::gatherMetrics()
{
	const auto space = diskSpace(options.configuration.dataFolder);
	metrics.gauge("disk_free_bytes", {}, static_cast<double>(space.free));
	if (server)
	{
		const auto load = server->load();
		metrics.gauge("connections", {}, static_cast<double>(load.connections));
		metrics.gauge("connections_owing", {}, static_cast<double>(load.owing));
		metrics.gauge("connections_turned_away", {}, static_cast<double>(load.turnedAway));
		metrics.gauge("body_bytes", {}, static_cast<double>(load.bodyBytes));
	}
	for (const auto& each: host->report())
		metrics.gauge(
			"plugin_started", "plugin=\"" + each.id + "\"", each.state == extend::PluginState::Started ? 1 : 0);
}

void Kernel::Components::countJobs()
{
	auto state = jobs->state();
	if (!state) return;
	metrics.gauge("jobs_waiting", {}, static_cast<double>(state->waiting));
	metrics.gauge("jobs_running", {}, static_cast<double>(state->running));
	metrics.gauge("jobs_failed", {}, static_cast<double>(state->failed));
}

Result<> Kernel::Components::tendDayKeys()
{
	auto destroyed = keys->epochs().tend();
	if (!destroyed)
	{
		log.of("kernel.keys").error("keys.days.failed", {{"detail", destroyed.error().detail}});
		return destroyed.error();
	}
	if (*destroyed > 0) log.of("kernel.keys").info("keys.days.destroyed", {{"count", *destroyed}});
	return {};
}

Value Kernel::Components::pluginStates() const
{
	Value out{Value::List{}};
	for (const auto& each: host->report())
		out.add(Value::object({{"id", each.id},
			{"version", each.version},
			{"state", extend::word(each.state)},
			{"reason", each.reason}}));
	return out;
}

const TenantSource& Kernel::Components::tenants() const noexcept
{
	if (const auto* provided = services.find<TenantSource>()) return *provided;
	return options.tenants ? *options.tenants : kNoTenants;
}

const PrincipalSource& Kernel::Components::principals() const noexcept
{
	if (const auto* provided = services.find<PrincipalSource>()) return *provided;
	return options.principals ? *options.principals : kNoPrincipals;
}

}
