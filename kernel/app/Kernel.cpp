#include "kernel/app/Kernel.h"

#include "kernel/app/Backup.h"
#include "kernel/app/ConfigurationCheck.h"
#include "kernel/app/DataFolder.h"
#include "kernel/app/KernelComponents.h"

#include <filesystem>

namespace sx::app {

namespace {

// Runs the steps in order and stops at the first that fails.
template <class... Steps> Result<> inOrder(Steps&&... steps)
{
	Result<> last;
	(void)((last = steps(), static_cast<bool>(last)) && ...);
	return last;
}

}

Kernel::Kernel(std::unique_ptr<Components> components): _components(std::move(components)) {}

Kernel::~Kernel()
{
	if (stop()) return;
	_components->jobs->stop(std::chrono::hours(24));
	if (_components->hasStarted) _components->host->stop();
}

std::string Kernel::resourcesOf(const std::string& programFolder)
{
	const auto installed = programFolder + "/../lib/sxserver";
	return std::filesystem::exists(installed) ? installed : programFolder + "/..";
}

Result<std::unique_ptr<Kernel>> Kernel::open(KernelOptions options)
{
	auto components = std::make_unique<Components>(std::move(options));
	auto opened = inOrder([&] { return checkValues(components->options.configuration); },
		[&] { return makeFolder(components->options.configuration.dataFolder); },
		[&] { return components->openData(); },
		[&] { return components->openPages(); },
		[&] { return components->openPlugins(); });
	if (!opened) return opened.error();
	return std::unique_ptr<Kernel>(new Kernel(std::move(components)));
}

Result<> Kernel::start()
{
	auto& components = *_components;
	components.hasStarted = true;
	return inOrder([&] { return components.host->migrate(); },
		[&] { return components.openThemes(); },
		[&] { return components.addJobs(); },
		[&] { return components.host->start(); });
}

Result<> Kernel::serve()
{
	auto& components = *_components;
	if (std::filesystem::exists(restoringMark(components.options.configuration.dataFolder)))
		return Error{
			Code::Conflict, "a restore did not come to its end; run `sxserver restore` again, with the same words", {}};
	if (!components.options.configuration.database.isPostgres)
	{
		auto lock = lockFolder(components.options.configuration.dataFolder);
		if (!lock) return lock.error();
		components.lock = std::move(lock).value();
	}
	// Old statistics make requests slow, not wrong.
	if (auto fresh = components.database->refreshStatistics(); !fresh)
		components.log.warning("database.statistics.failed", {{"detail", fresh.error().detail}});
	components.renderer = std::make_unique<Renderer>(
		*components.engine, components.offers, components.clock(), components.log);
	for (const auto& [plugin, offers]: components.offers.all())
		for (const auto& check: offers.healthChecks) components.health.add(plugin, check);
	components.health.add("kernel", {"database", [&components] { return components.database->check(); }});
	components.health.add("kernel", {"destruction log", [&components] {
										 auto state = components.destructions->state();
										 return state ? components.destructionLog->copyState() : state;
									 }});
	// The readiness thread runs it every few seconds, and tells when it fails.
	components.health.add("kernel", {"day keys", [&components] { return components.tendDayKeys(); }});
	components.destructions->start();
	components.readiness = std::make_unique<Readiness>(components.health, [&components] { components.countJobs(); });
	components.refusals.setKeepers(components.services.findAll<RefusalKeeper>());
	auto router = components.makeRouter();
	if (!router) return router.error();
	if (components.options.runsJobs)
		if (auto started = components.jobs->start(components.options.configuration.jobs.threads); !started)
			return started;
	components.server = std::make_unique<http::Server>(
		components.serverOptions(), components.serverComponents(), std::move(router).value());
	auto answers = components.server->start();
	if (answers && components.options.configuration.metrics.port > 0) answers = components.startMonitor();
	if (!answers) components.server.reset();
	return answers;
}

bool Kernel::stop() noexcept
{
	auto& components = *_components;
	if (std::exchange(components.hasStopped, true)) return components.hasStoppedJobs;
	if (components.readiness) components.readiness->drain();
	if (components.server)
	{
		components.log.info("server.stopping", {});
		components.server->stop();
	}
	if (components.monitor) components.monitor->stop();
	// A plugin stops only once none of its checks and jobs run.
	components.readiness.reset();
	const int running = components.jobs->stop();
	components.hasStoppedJobs = running == 0;
	if (running > 0)
		components.log.warning("jobs.still_running", {{"count", running}});
	else if (components.hasStarted)
		components.host->stop();
	if (components.server) components.log.info("server.stopped", {});
	components.log.flush();
	return components.hasStoppedJobs;
}

int Kernel::port() const noexcept { return _components->server ? _components->server->port() : 0; }
const config::Configuration& Kernel::configuration() const noexcept { return _components->options.configuration; }
std::vector<extend::PluginReport> Kernel::plugins() const { return _components->host->report(); }
const OfferBook& Kernel::offers() const noexcept { return _components->offers; }

Result<http::Router> Kernel::routes()
{
	auto& components = *_components;
	components.readiness = std::make_unique<Readiness>(components.health, [] {});
	return components.makeRouter();
}

Value Kernel::health() const
{
	auto& components = *_components;
	if (components.readiness) return components.health.ready();
	observe::HealthRegistry now;
	for (const auto& [plugin, offers]: components.offers.all())
		for (const auto& check: offers.healthChecks) now.add(plugin, check);
	return now.ready();
}

const pages::ThemeBook& Kernel::themes() const noexcept { return std::as_const(*_components->engine).themes(); }
keys::KeyRing& Kernel::keys() noexcept { return *_components->keys; }
jobs::JobRunner& Kernel::jobs() noexcept { return *_components->jobs; }
http::SessionStore& Kernel::sessions() noexcept { return *_components->sessions; }
extend::Services& Kernel::services() noexcept { return _components->services; }
data::Database& Kernel::database() noexcept { return *_components->database; }
DestructionLog& Kernel::destructionLog() noexcept { return *_components->destructionLog; }
DestructionRows& Kernel::destructions() noexcept { return *_components->destructions; }
Result<> Kernel::endAllSessions() noexcept { return _components->sessions->endEverySession(); }
const TenantSource& Kernel::tenants() const noexcept { return _components->tenants(); }
const Clock& Kernel::clock() const noexcept { return _components->clock(); }
Log& Kernel::log() noexcept { return _components->log; }
void Kernel::flushLog() noexcept { _components->log.flush(); }

}
