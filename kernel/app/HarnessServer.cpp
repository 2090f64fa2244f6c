// Implements sx::harness::Server over a real Kernel; no other file of the harness sees kernel headers.
#include "kernel/app/HarnessDatabase.h"
#include "kernel/app/HarnessPeople.h"
#include "kernel/app/Kernel.h"
#include "kernel/base/Clocks.h"
#include "kernel/base/JsonText.h"
#include "kernel/config/Manifest.h"
#include "kernel/data/Database.h"
#include "kernel/http/Csrf.h"
#include "kernel/http/Exchange.h"
#include "kernel/pages/ParsedTemplates.h"
#include "sx/harness/Harness.h"

#include <Poco/Net/ServerSocket.h>

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>
#include <stdexcept>

namespace sx::harness {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("harness: " + what); }

// Picks a port before the server starts, because the plugins need it for their links.
int freePort()
{
	Poco::Net::ServerSocket probe(Poco::Net::SocketAddress("127.0.0.1", 0));
	return probe.address().port();
}

// Returns the bin folder of the build or installation that this library belongs to.
std::string programFolder()
{
	Dl_info self{};
	if (!dladdr(reinterpret_cast<const void*>(&freePort), &self) || !self.dli_fname) fail("cannot find itself");
	const auto here = fs::absolute(self.dli_fname).parent_path();
	for (const auto& prefix: {here / "..", here / "../.."})
		if (fs::exists(prefix / "migrations") || fs::exists(prefix / "lib/sxserver/migrations"))
			return (prefix / "bin").string();
	fail("finds no migrations beside " + here.string());
}

std::string pluginsFolder(const Options& options)
{
	if (!options.pluginsFolder.empty()) return options.pluginsFolder;
	const char* said = std::getenv("SX_PLUGINS");
	if (!said) fail("SX_PLUGINS must name the folder of the plugins (ctest sets it)");
	return said;
}

std::string listOf(const std::vector<std::string>& words)
{
	std::string out = "[";
	for (const auto& each: words) out += (out.size() > 1 ? ", " : "") + each;
	return out + "]";
}

std::string temporaryFolder()
{
	auto pattern = (fs::temp_directory_path() / "sx-harness-XXXXXX").string();
	if (!mkdtemp(pattern.data())) fail("cannot make a folder in " + fs::temp_directory_path().string());
	return pattern;
}

/// Writes the configuration as YAML: sections with their keys, and the settings of each plugin.
class ConfigurationText
{
public:
	void set(const std::string& key, const std::string& value)
	{
		const auto dot = key.find('.');
		if (dot == std::string::npos)
			_sections[""][key] = value;
		else
			_sections[key.substr(0, dot)][key.substr(dot + 1)] = value;
	}
	void setting(const std::string& key, const std::string& value)
	{
		const auto dot = key.rfind('.');
		if (dot == std::string::npos) fail("a setting is PLUGIN.KEY, not " + key);
		_settings[key.substr(0, dot)].insert_or_assign(key.substr(dot + 1), value);
	}
	bool hasSetting(const std::string& plugin, const std::string& key) const
	{
		const auto found = _settings.find(plugin);
		return found != _settings.end() && found->second.contains(key);
	}
	std::string text() const
	{
		std::string out;
		for (const auto& [section, keys]: _sections)
		{
			const std::string indent = section.empty() ? "" : "  ";
			if (!section.empty()) out += section + ":\n";
			for (const auto& [key, value]: keys) out += indent + key + ": " + value + "\n";
			if (section == "plugins" && !_settings.empty()) out += settingsText();
		}
		return out;
	}

private:
	std::string settingsText() const
	{
		std::string out = "  settings:\n";
		for (const auto& [plugin, keys]: _settings)
		{
			out += "    \"" + plugin + "\":\n";
			for (const auto& [key, value]: keys) out += "      " + key + ": " + value + "\n";
		}
		return out;
	}

	using Keys = std::map<std::string, std::string>;
	std::map<std::string, Keys> _sections, _settings;
};

/// Collects the SQL texts of a test program, one JSON string a line, in the file that SX_STATEMENTS names.
class StatementFile
{
public:
	/// Returns the program's own, which begins empty.
	static StatementFile& own()
	{
		static StatementFile file;
		return file;
	}
	bool isWanted() const noexcept { return _out.is_open(); }
	void add(std::string_view text)
	{
		const std::lock_guard lock(_mutex);
		if (_known.emplace(text).second) _out << base::writeJson(Value(text)) << std::endl;
	}

private:
	StatementFile()
	{
		const char* name = std::getenv("SX_STATEMENTS");
		if (!name) return;
		fs::create_directories(fs::path(name).parent_path());
		_out.open(name);
		if (!_out) fail(std::string("cannot write ") + name);
	}

	std::mutex _mutex;
	std::set<std::string, std::less<>> _known;
	std::ofstream _out;
};

class KernelServer final: public Server
{
public:
	explicit KernelServer(Options options):
		_options(std::move(options)), _folder(temporaryFolder()), _clock(_options.now), _port(freePort()),
		_database(_port), _people(_port)
	{
		try
		{
			writeConfiguration();
			run();
		}
		catch (...)
		{
			_kernel.reset();
			eraseData();
			throw;
		}
	}

	~KernelServer() override
	{
		_stores.clear();
		_kernel.reset();
		eraseData();
	}

	int port() const noexcept override { return _port; }

	Client signedIn(const TenantId& tenant, const UserId& user, std::string host) override
	{
		auto right = _kernel->sessions().rightOf(tenant, user);
		auto cookie = right ? _kernel->sessions().create(tenant, *right, {}) : Result<std::string>(right.error());
		if (!cookie) fail("no session: " + cookie.error().detail);
		Client client(_port, std::move(host));
		const auto found = _kernel->tenants().byId(tenant);
		client.setCookie(http::cookieName("sx_session", found && found->origin.starts_with("https://")), *cookie);
		client.csrf(http::csrfToken(_kernel->keys(), *cookie));
		return client;
	}

	Client member(std::vector<std::string> permissions, std::string name) override
	{
		if (_kernel->services().find<PrincipalSource>())
			fail("a plugin knows the people: add one there and use signedIn()");
		Principal principal;
		principal.tenant = tenant("localhost");
		principal.user = {_kernel->keys().uuid()};
		principal.name = std::move(name);
		principal.address = "camille.roy@example.com";
		principal.timeZone = "America/Toronto";
		principal.permissions = std::move(permissions);
		_people.add(principal);
		return signedIn(principal.tenant, principal.user, "localhost");
	}

	TenantId tenant(std::string_view host) const override
	{
		const auto found = _kernel->tenants().byHost(host);
		if (!found) fail("no tenant at " + std::string(host));
		return found->id;
	}

	Instant now() const noexcept override { return _clock.now(); }
	void advance(std::chrono::milliseconds by) override { _clock.advance(by); }

	int runJobs() override
	{
		auto ran = _kernel->jobs().runDue();
		if (!ran) fail("jobs: " + ran.error().detail);
		return *ran;
	}

	Result<> runSchedule(std::string_view name) override
	{
		for (const auto& [plugin, offers]: _kernel->offers().all())
			for (const auto& schedule: offers.schedules)
				if (schedule.name == name) return schedule.run();
		return Error{Code::Missing, "no schedule " + std::string(name)};
	}

	std::vector<PostedMail> mails() override
	{
		runJobs();
		Client browser(_port, "localhost");
		// A proxy that a test believes says who asks, also that it is this machine.
		if (_options.configuration.contains("http.proxies")) browser.always("X-Forwarded-For", "127.0.0.1");
		auto answer = browser.get("/dev/postbox.json");
		if (answer.status != 200)
			fail("/dev/postbox.json answers " + std::to_string(answer.status) + ": " + answer.body);
		std::vector<PostedMail> out;
		for (const auto& each: answer.json.list())
			out.push_back({each["kind"].text(),
				each["to"].text(),
				each["from"].text(),
				each["subject"].text(),
				each["text"].text(),
				each["html"].text()});
		std::reverse(out.begin(), out.end());
		return out;
	}

	std::vector<std::string> logLines() const override
	{
		_kernel->flushLog();
		std::ifstream file(logFile());
		std::vector<std::string> out;
		for (std::string line; std::getline(file, line);) out.push_back(line);
		return out;
	}

	Store& store(std::string_view plugin) override
	{
		auto& store = _stores[std::string(plugin)];
		if (!store) store = _kernel->database().storeFor(std::string(plugin));
		return *store;
	}

	const Keys& keys() const override { return _kernel->keys(); }
	const Json& json() const override { return _json; }
	std::string dataFolder() const override { return _folder + "/data"; }

	Result<int> verb(const std::vector<std::string>& words) override
	{
		std::size_t used = 0;
		const auto* found = _kernel->offers().verb(words, used);
		if (!found) return Error{Code::Missing, "no such verb"};
		return found->run({words.begin() + static_cast<std::ptrdiff_t>(used), words.end()});
	}

	void restart() override
	{
		_stores.clear();
		_kernel.reset();
		run();
	}

protected:
	void* lookup(std::string_view id, std::string_view name) const override
	{
		return _kernel->services().any(id, name);
	}

private:
	std::string configurationFile() const { return _folder + "/sxserver.yaml"; }
	std::string logFile() const { return _folder + "/log"; }

	void writeConfiguration()
	{
		ConfigurationText text;
		text.set("environment",
			_options.environment == Environment::Production        ? "production"
				: _options.environment == Environment::Development ? "development"
																   : "demo");
		text.set("listen.port", std::to_string(_port));
		text.set("data_folder", dataFolder());
		text.set("database", "\"" + _database.url() + "\"");
		text.set("log.level", "debug");
		text.set("http.per_minute", "0");
		text.set("http.handler_threads", "8");
		text.set("http.io_workers", "2");
		text.set("plugins.folder", pluginsFolder(_options));
		text.set("plugins.enabled", listOf(_options.plugins));
		text.set("plugins.required", listOf(_options.plugins));
		for (const auto& [key, value]: _options.settings) text.setting(key, value);
		for (const auto& [key, value]: _options.configuration) text.set(key, value);
		tellPort(text);
		std::ofstream(configurationFile()) << text.text();
	}

	// Sets `port` for plugins that make links: they need to know where this server listens.
	void tellPort(ConfigurationText& text) const
	{
		for (const auto& name: _options.plugins)
		{
			auto manifest = config::readManifest(pluginsFolder(_options) + "/" + name);
			if (!manifest || !manifest->lists(manifest->provides, TenantSource::kId)) continue;
			for (const auto& spec: manifest->settings)
				if (spec.key == "port" && !text.hasSetting(manifest->id, "port"))
					text.setting(manifest->id + ".port", "${listen.port}");
		}
	}

	void run()
	{
		const auto program = programFolder();
		auto configuration = config::Configuration::load(configurationFile(), program, {});
		if (!configuration) fail(configuration.error().detail);
		app::KernelOptions options;
		options.configuration = std::move(configuration).value();
		options.resources = app::Kernel::resourcesOf(program);
		_log = Fd(open(logFile().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
		options.logDescriptor = _log.get();
		options.clock = &_clock;
		if (auto& file = StatementFile::own(); file.isWanted())
			options.onStatement = [&file](std::string_view text) { file.add(text); };
		static pages::ParsedTemplates parsed;
		options.parsed = &parsed;
		options.runsJobs = false;
		options.tenants = &_people;
		options.principals = &_people;
		auto opened = app::Kernel::open(std::move(options));
		if (!opened) fail(opened.error().detail);
		_kernel = std::move(opened).value();
		if (auto started = _kernel->start(); !started) fail(started.error().detail);
		if (auto serving = _kernel->serve(); !serving) fail(serving.error().detail);
	}

	void eraseData() noexcept
	{
		std::error_code ignored;
		fs::remove_all(_folder, ignored);
	}

	Options _options;
	std::string _folder;
	base::FakeClock _clock;
	base::JsonCodec _json;
	int _port;
	app::HarnessDatabase _database;
	app::HarnessPeople _people;
	Fd _log;
	std::unique_ptr<app::Kernel> _kernel;
	std::map<std::string, std::unique_ptr<data::PluginStore>> _stores;
};

}

std::unique_ptr<Server> Server::start(Options options) { return std::make_unique<KernelServer>(std::move(options)); }

}
