// Assembles the server; this is the only place that sees all of its components.
#pragma once
#include "kernel/app/Offers.h"
#include "kernel/config/Configuration.h"
#include "kernel/extend/PluginHost.h"
#include "kernel/http/Router.h"
#include "kernel/http/SessionStore.h"
#include "kernel/jobs/JobRunner.h"
#include "kernel/keys/KeyRing.h"
#include "kernel/observe/Health.h"
#include "sx/plugin.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sx::pages {
class ParsedTemplates;
class ThemeBook;
}

namespace sx::app {

class DestructionLog;
class DestructionRows;

/// Says what the kernel starts with.
struct KernelOptions
{
	config::Configuration configuration;
	std::string resources;  // the folder that holds migrations/app and migrations/jobs
	int logDescriptor = 2;
	const Clock* clock = nullptr;       // nullptr: the machine's clock
	bool runsJobs = true;               // false: jobs run only when asked for (tests)
	bool renewsDestructionLog = false;  // true: begin a new destruction log if it is lost; false: refuse to open
	/// Hears each SQL text of kernel and plugins, so that tests can collect them. [any thread]
	std::function<void(std::string_view text)> onStatement{};
	pages::ParsedTemplates* parsed = nullptr;  // of earlier kernels of this process (tests); nullptr: parse all
	// Used when no plugin provides them; nullptr: there are no companies, or no people.
	const TenantSource* tenants = nullptr;
	const PrincipalSource* principals = nullptr;
};

/// Runs the server. Call open, start, serve, stop in this order; everything is torn down in reverse order.
/// [main thread, unless said otherwise]
class Kernel
{
public:
	/// Returns the folder for KernelOptions::resources, given the folder of the program.
	static std::string resourcesOf(const std::string& programFolder);

	/// Opens data folder, log, keys and database, applies the kernel's migrations, then finds and judges the plugins
	/// and lets them declare what they offer. Errors: in plain English, with what to do; those of the configuration
	/// with file and line.
	static Result<std::unique_ptr<Kernel>> open(KernelOptions options);
	~Kernel();
	Kernel(const Kernel&) = delete;
	Kernel& operator=(const Kernel&) = delete;

	/// Applies the plugins' migrations and starts the plugins. Verbs need this.
	Result<> start();
	/// Starts jobs and HTTP. Errors: Conflict (another server uses the data folder, or a restore is incomplete),
	/// Unavailable (port).
	Result<> serve();
	/// Stops answering, lets running work finish (requests for http.drain_deadline, jobs for 5 s), then stops the
	/// plugins. Later calls do nothing. Returns false if a job is still running, so that its plugin could not be
	/// stopped: the process may exit, since jobs run again after a crash (the destructor waits instead).
	bool stop() noexcept;

	/// Returns the listening port once serve() has succeeded; 0 before.
	int port() const noexcept;
	const config::Configuration& configuration() const noexcept;
	std::vector<extend::PluginReport> plugins() const;
	const OfferBook& offers() const noexcept;
	/// Returns the themes that start() found, and what is wrong with them.
	const pages::ThemeBook& themes() const noexcept;
	/// Returns all routes that serve() would answer. Call it instead of serve().
	Result<http::Router> routes();
	/// Runs the health checks now: those of /health/ready once serve() has run, only the plugins' before.
	Value health() const;

	keys::KeyRing& keys() noexcept;
	jobs::JobRunner& jobs() noexcept;
	http::SessionStore& sessions() noexcept;
	extend::Services& services() noexcept;
	data::Database& database() noexcept;
	DestructionLog& destructionLog() noexcept;
	DestructionRows& destructions() noexcept;
	/// Ends the sessions of every user: a restored database may bring back sessions that had ended.
	Result<> endAllSessions() noexcept;
	const TenantSource& tenants() const noexcept;
	const Clock& clock() const noexcept;
	Log& log() noexcept;
	/// Waits until the log's lines are written.
	void flushLog() noexcept;

private:
	struct Components;
	explicit Kernel(std::unique_ptr<Components> components);
	std::unique_ptr<Components> _components;
};

}
