#include "kernel/app/Kernel.h"

#include "kernel/app/Backup.h"
#include "kernel/app/DataFolder.h"
#include "kernel/app/KernelParts.h"

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

Kernel::Kernel(std::unique_ptr<Parts> parts): _parts(std::move(parts)) {}

Kernel::~Kernel()
{
	if (stop()) return;
	_parts->jobs->stop(std::chrono::hours(24));
	if (_parts->hasStarted) _parts->host->stop();
}

std::string Kernel::resourcesOf(const std::string& programFolder)
{
	const auto installed = programFolder + "/../lib/sxserver";
	return std::filesystem::exists(installed) ? installed : programFolder + "/..";
}

Result<std::unique_ptr<Kernel>> Kernel::open(KernelOptions options)
{
	auto parts = std::make_unique<Parts>(std::move(options));
	auto opened = inOrder([&] { return makeFolder(parts->options.configuration.dataFolder); },
		[&] { return parts->openData(); },
		[&] { return parts->openPages(); },
		[&] { return parts->openPlugins(); });
	if (!opened) return opened.error();
	return std::unique_ptr<Kernel>(new Kernel(std::move(parts)));
}

Result<> Kernel::start()
{
	auto& parts = *_parts;
	parts.hasStarted = true;
	return inOrder(
		[&] { return parts.host->migrate(); }, [&] { return parts.addJobs(); }, [&] { return parts.host->start(); });
}

Result<> Kernel::serve()
{
	auto& parts = *_parts;
	if (std::filesystem::exists(restoringMark(parts.options.configuration.dataFolder)))
		return Error{
			Code::Conflict, "a restore did not come to its end; run `sxserver restore` again, with the same words", {}};
	if (!parts.options.configuration.database.isPostgres)
	{
		auto lock = lockFolder(parts.options.configuration.dataFolder);
		if (!lock) return lock.error();
		parts.lock = std::move(lock).value();
	}
	parts.renderer = std::make_unique<Renderer>(*parts.engine, parts.offers, parts.log);
	for (const auto& [plugin, offers]: parts.offers.all())
		for (const auto& check: offers.healthChecks) parts.health.add(plugin, check);
	parts.health.add("kernel", {"database", [&parts] { return parts.database->check(); }});
	parts.health.add("kernel", {"destruction log", [&parts] {
									auto state = parts.destructions->state();
									return state ? parts.destructionLog->copyState() : state;
								}});
	parts.destructions->start();
	parts.readiness = std::make_unique<Readiness>(parts.health, [&parts] { parts.countJobs(); });
	auto router = parts.makeRouter();
	if (!router) return router.error();
	if (parts.options.runsJobs)
		if (auto started = parts.jobs->start(parts.options.configuration.jobs.threads); !started) return started;
	parts.server = std::make_unique<http::Server>(parts.serverOptions(),
		http::ServerParts{parts.tenants(),
			parts.principals(),
			*parts.sessions,
			*parts.renderer,
			*parts.keys,
			parts.clock(),
			parts.log.of("kernel.http"),
			&parts.metrics},
		std::move(router).value());
	auto answers = parts.server->start();
	if (!answers) parts.server.reset();
	return answers;
}

bool Kernel::stop() noexcept
{
	auto& parts = *_parts;
	if (std::exchange(parts.hasStopped, true)) return parts.hasStoppedJobs;
	if (parts.readiness) parts.readiness->drain();
	if (parts.server)
	{
		parts.log.info("server.stopping", {});
		parts.server->stop();
	}
	// A plugin stops only once none of its checks and jobs run.
	parts.readiness.reset();
	const int running = parts.jobs->stop();
	parts.hasStoppedJobs = running == 0;
	if (running > 0)
		parts.log.warning("jobs.still_running", {{"count", running}});
	else if (parts.hasStarted)
		parts.host->stop();
	if (parts.server) parts.log.info("server.stopped", {});
	parts.log.flush();
	return parts.hasStoppedJobs;
}

int Kernel::port() const noexcept { return _parts->server ? _parts->server->port() : 0; }
const config::Configuration& Kernel::configuration() const noexcept { return _parts->options.configuration; }
std::vector<extend::PluginReport> Kernel::plugins() const { return _parts->host->report(); }
const OfferBook& Kernel::offers() const noexcept { return _parts->offers; }

Value Kernel::health() const
{
	auto& parts = *_parts;
	if (parts.readiness) return parts.health.ready();
	observe::HealthRegistry now;
	for (const auto& [plugin, offers]: parts.offers.all())
		for (const auto& check: offers.healthChecks) now.add(plugin, check);
	return now.ready();
}

keys::KeyRing& Kernel::keys() noexcept { return *_parts->keys; }
jobs::JobRunner& Kernel::jobs() noexcept { return *_parts->jobs; }
http::SessionStore& Kernel::sessions() noexcept { return *_parts->sessions; }
extend::Services& Kernel::services() noexcept { return _parts->services; }
data::Database& Kernel::database() noexcept { return *_parts->database; }
DestructionLog& Kernel::destructionLog() noexcept { return *_parts->destructionLog; }
DestructionRows& Kernel::destructions() noexcept { return *_parts->destructions; }
Result<> Kernel::endAllSessions() noexcept { return _parts->sessions->endEverySession(); }
const TenantSource& Kernel::tenants() const noexcept { return _parts->tenants(); }
const Clock& Kernel::clock() const noexcept { return _parts->clock(); }
Log& Kernel::log() noexcept { return _parts->log; }
void Kernel::flushLog() noexcept { _parts->log.flush(); }

}
