// The server, put together: the only place that sees all parts.
#pragma once
#include "kernel/app/Offers.h"
#include "kernel/config/Configuration.h"
#include "kernel/extend/PluginHost.h"
#include "kernel/http/SessionStore.h"
#include "kernel/jobs/JobRunner.h"
#include "kernel/keys/KeyRing.h"
#include "kernel/observe/Health.h"
#include "sx/plugin.h"

#include <memory>
#include <string>
#include <vector>

namespace sx::app {

class DestructionLog;
class DestructionRows;

struct KernelOptions
{
	config::Configuration configuration;
	std::string resources;  // holds migrations/app and migrations/jobs
	int logDescriptor = 2;
	const Clock* clock = nullptr;       // nullptr: the machine's
	bool runsJobs = true;               // false: only when asked (tests)
	bool renewsDestructionLog = false;  // a lost destruction log is begun anew; otherwise that is refused
	// Used where no plugin provides them; nullptr: nobody is known.
	const TenantSource* tenants = nullptr;
	const PrincipalSource* principals = nullptr;
};

/// Order: open, start, serve, stop. Everything is left in reverse. [main thread, unless said otherwise]
class Kernel
{
public:
	/// The folder of migrations beside a program in PROGRAM_FOLDER.
	static std::string resourcesOf(const std::string& programFolder);

	/// Data folder, log, keys, database, migrations, plugins found, judged and declared.
	/// Errors: in plain English, with what to do; those of the configuration with file and line.
	static Result<std::unique_ptr<Kernel>> open(KernelOptions options);
	~Kernel();
	Kernel(const Kernel&) = delete;
	Kernel& operator=(const Kernel&) = delete;

	/// The plugins' migrations and start(): what a verb needs.
	Result<> start();
	/// Jobs and HTTP. Errors: Conflict (another server uses the data folder), Unavailable (port).
	Result<> serve();
	/// Answers no more, finishes what runs (at most 10 s), stops the plugins. Later calls do nothing. False: a job goes
	/// on and its plugin could not be stopped; the process may end, since jobs run again after a crash (the destructor
	/// waits).
	bool stop() noexcept;

	/// The port, once serve() succeeded.
	int port() const noexcept;
	const config::Configuration& configuration() const noexcept;
	std::vector<extend::PluginReport> plugins() const;
	const OfferBook& offers() const noexcept;
	/// As /health/ready, asked now.
	Value health() const;

	keys::KeyRing& keys() noexcept;
	jobs::JobRunner& jobs() noexcept;
	http::SessionStore& sessions() noexcept;
	extend::Services& services() noexcept;
	data::Database& database() noexcept;
	DestructionLog& destructionLog() noexcept;
	DestructionRows& destructions() noexcept;
	/// Everybody signs in again: sessions that a restored database remembers may have ended since.
	Result<> endAllSessions() noexcept;
	const TenantSource& tenants() const noexcept;
	const Clock& clock() const noexcept;
	Log& log() noexcept;
	/// Waits until the log's lines are out.
	void flushLog() noexcept;

private:
	struct Parts;
	explicit Kernel(std::unique_ptr<Parts> parts);
	std::unique_ptr<Parts> _parts;
};

}
