// Makes a plugins folder for one test, and a host over it whose hooks do only what loading needs.
#pragma once
#include "kernel/extend/PluginHost.h"
#include "kernel/keys/KeyRing.h"
#include "tests/kernel/config/TemporaryFolder.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <memory>
#include <sstream>

namespace extend_tests {

using namespace sx;

class QuietLog final: public Log
{
public:
	void write(Level, std::string_view, std::initializer_list<LogField>) noexcept override {}
};

/// Passes services on, and accepts and ignores everything else.
class ThinRegistry final: public Registry
{
public:
	ThinRegistry(const config::Manifest& plugin, extend::Services& services): _plugin(plugin), _services(services) {}
	Result<> route(Route) noexcept override { return {}; }
	Result<> job(JobKind) noexcept override { return {}; }
	Result<> schedule(Schedule) noexcept override { return {}; }
	Result<> menu(MenuEntry) noexcept override { return {}; }
	Result<> verb(Verb) noexcept override { return {}; }
	Result<> healthCheck(HealthCheck) noexcept override { return {}; }
	Result<> slot(Slot) noexcept override { return {}; }
	Result<> signInPath(std::string) noexcept override { return {}; }
	Result<> home(std::string, int) noexcept override { return {}; }

private:
	Result<> add(std::string_view id, std::string_view name, void* service) noexcept override
	{
		return _services.provide(_plugin, id, name, service);
	}
	const config::Manifest& _plugin;
	extend::Services& _services;
};

class ThinContext final: public Context
{
public:
	ThinContext(const config::Manifest& plugin, extend::Services& services): _plugin(plugin), _services(services) {}
	const Settings& settings() const noexcept override { std::abort(); }
	Store& store() const noexcept override { std::abort(); }
	const Pages& pages() const noexcept override { std::abort(); }
	const Keys& keys() const noexcept override { std::abort(); }
	const Clock& clock() const noexcept override { std::abort(); }
	const Json& json() const noexcept override { std::abort(); }
	Log& log() const noexcept override { std::abort(); }
	Metrics& metrics() const noexcept override { std::abort(); }
	Jobs& jobs() const noexcept override { std::abort(); }
	std::string dataFolder() const override { return {}; }
	Environment environment() const noexcept override { return Environment::Demo; }
	Result<> endSessions(Sql&, const UserId&) const noexcept override { return {}; }
	Result<SessionRight> sessionRight(const TenantId&, const UserId& user) const noexcept override
	{
		return SessionRight{user};
	}
	Result<std::vector<SessionInfo>> sessionsOf(const TenantId&, const UserId&) const noexcept override
	{
		return std::vector<SessionInfo>{};
	}
	Result<> endSession(Sql&, const UserId&, std::string_view) const noexcept override { return {}; }
	std::string networkOf(std::string_view address) const override { return std::string(address); }
	std::string neighbourhoodOf(std::string_view address) const override { return std::string(address); }
	Result<> markDemonstration() const noexcept override { return {}; }

private:
	void* lookup(std::string_view id, std::string_view name) const noexcept override
	{
		return _services.find(_plugin, id, name);
	}
	std::vector<void*> lookupAll(std::string_view id) const override { return _services.findAll(_plugin, id); }
	Result<> offer(std::string_view id, std::string_view name, void* service) noexcept override
	{
		return _services.provide(_plugin, id, name, service);
	}
	const config::Manifest& _plugin;
	extend::Services& _services;
};

class ThinHooks final: public extend::PluginHooks
{
public:
	explicit ThinHooks(extend::Services& services): _services(services) {}
	Registry& registryOf(const config::Manifest& plugin) override
	{
		return *_registries.emplace_back(std::make_unique<ThinRegistry>(plugin, _services));
	}
	Context& contextOf(const config::Manifest& plugin) override
	{
		return *_contexts.emplace_back(std::make_unique<ThinContext>(plugin, _services));
	}
	Result<> migrate(const config::Manifest& plugin) override
	{
		return plugin.id == failsToMigrate ? Result<>(Error{Code::Internal, "told to fail"}) : Result<>();
	}
	void withdraw(const config::Manifest& plugin) override { withdrawn.push_back(plugin.id); }

	std::string failsToMigrate;
	std::vector<std::string> withdrawn;

private:
	extend::Services& _services;
	std::vector<std::unique_ptr<ThinRegistry>> _registries;
	std::vector<std::unique_ptr<ThinContext>> _contexts;
};

/// Holds plugins on disk, the host's options, and the file in which probes note what happens to them.
class PluginFolder
{
public:
	PluginFolder()
	{
		options.folder = folder.path + "/plugins";
		options.environment = Environment::Development;
		std::filesystem::create_directories(options.folder);
		::setenv("PROBE_NOTES", (folder.path + "/notes").c_str(), 1);
		::unsetenv("PROBE_FAILS");
		::unsetenv("PROBE_LATE");
		auto ring = keys::KeyRing::open(folder.path + "/keys/master.key", true);
		CPPUNIT_ASSERT(bool(ring));
		keys = std::move(*ring);
	}

	/// Adds a probe and returns its folder. more: further lines of plugin.yaml.
	std::string add(const std::string& id, const std::string& more = "")
	{
		const auto at = options.folder + "/" + id;
		folder.write("plugins/" + id + "/plugin.yaml",
			"id: " + id + "\nversion: 1.0.0\ntitle: Probe\nkernel: \">=1.0 <2.0\"\n" + more);
		std::filesystem::copy_file(std::string(PROBES) + "/" + id + ".so", at + "/" + id + ".so");
		return at;
	}
	void addAll()
	{
		add("alpha", "provides: [probe.alpha/1]\n");
		add("beta", "needs: [probe.alpha/1]\n");
		add("gamma");
	}

	extend::PluginHost& host()
	{
		if (!_host) _host = std::make_unique<extend::PluginHost>(options, services, *keys, log);
		return *_host;
	}
	Result<> startAll()
	{
		if (auto done = host().discover(); !done) return done;
		if (auto done = host().load(hooks); !done) return done;
		if (auto done = host().migrate(); !done) return done;
		return host().start();
	}
	extend::PluginReport report(const std::string& id)
	{
		for (const auto& each: host().report())
			if (each.id == id) return each;
		CPPUNIT_FAIL("no report of " + id);
		return {};
	}
	/// Returns "started", or "refused: REASON".
	std::string stateOf(const std::string& id)
	{
		const auto found = report(id);
		return std::string(extend::word(found.state)) + (found.reason.empty() ? "" : ": " + found.reason);
	}
	std::string notes() const
	{
		std::ifstream stream(folder.path + "/notes");
		std::ostringstream out;
		out << stream.rdbuf();
		return out.str();
	}

	TemporaryFolder folder;
	extend::PluginHostOptions options;
	QuietLog log;
	extend::Services services{log};
	ThinHooks hooks{services};
	std::unique_ptr<keys::KeyRing> keys;

private:
	std::unique_ptr<extend::PluginHost> _host;  // declared last, so that it is destroyed before what it uses
};

}
