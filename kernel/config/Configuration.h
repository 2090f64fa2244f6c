// Reads the server's configuration from a file. The environment (SX_PORT, SX_DATA, SX_ + path) overrides the file, and
// defaults fill in the rest.
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/config/Schema.h"
#include "sx/plugin.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sx::config {

struct Configuration
{
	Environment environment = Environment::Production;

	struct Listen
	{
		std::string address;
		std::uint16_t port = 0;
	} listen;  // port 0: the system chooses one
	/// Names the listener of /metrics and of the details of /health/ready. port 0: there is none.
	struct Metrics
	{
		std::string address;
		std::uint16_t port = 0;
		std::vector<std::string> hosts;  // names by which it may be asked, besides addresses and localhost
	} metrics;
	std::string dataFolder;  // absolute
	struct Database
	{
		bool isPostgres = false;
		std::string url;
	} database;  // url holds a password and is never printed; empty for SQLite
	struct Keys
	{
		std::string masterFile, daysCopy;
	} keys;  // default: DATA/master.key, and no copy
	struct Destructions
	{
		std::string file, copy;
	} destructions;  // default: DATA/destructions.log, and no copy

	struct Plugins
	{
		std::string folder;                   // absolute
		std::vector<std::string> enabled;     // empty: all plugins of the folder
		std::vector<std::string> required;    // the server does not start without them
		std::vector<std::string> publishers;  // Ed25519 public keys in base64url
		std::vector<std::string> locked;      // settings that companies may not change: "messages.password_length"
	} plugins;

	/// Holds the values of kernel/http's ServerOptions; see there.
	struct Http
	{
		int ioWorkers = 0;
		int handlerThreads = 0;
		int maxConnections = 0;
		int maxConnectionsPerNetwork = 0;
		int maxQueuedRequests = 0;
		std::int64_t maxBodyMemory = 0;
		std::int64_t maxHeaderBytes = 0;
		std::chrono::seconds headerTimeout{}, idleTimeout{}, stallTimeout{}, drainDeadline{};
		int perMinute = 0;  // requests per minute and network address, for routes without a limit of their own
		std::vector<std::string>
			proxies;  // addresses or networks (10.0.0.0/8) whose X-Forwarded-For and -Proto are trusted
		std::string hostHeader, requestIdHeader;  // headers in which these proxies name host and request; empty: none
		bool hstsSubdomains = false;
	} http;

	struct Sessions
	{
		std::chrono::seconds idle{}, absolute{};
	} sessions;  // longest time between two requests of a browser's session, and its longest lifetime
	struct Jobs
	{
		int threads = 0;
	} jobs;
	struct LogSettings
	{
		Log::Level level = Log::Level::Info;
		bool isText = false;
	} log;
	/// Names the folder of shared templates, words and icons, that of the browser parts' partials and words, and that
	/// of the built shared assets. All are absolute.
	struct Templates
	{
		std::string folder, web, assets;
		std::string theme;  // id of the plugin whose theme is for companies that choose none; empty: the server's own
	} templates;

	std::vector<Entry> entries;  // every kernel key, in the order of the schema

	/// Reads and checks the configuration. file: empty means none (defaults and environment only). programFolder: the
	/// folder of the sxserver program, from which its plugins and templates are found. Relative paths in the file are
	/// relative to the file's folder; those in the environment and in defaults, to the working folder.
	/// Errors: Invalid, with every finding in `detail`, one a line; Missing, TooLarge, Unavailable, as readTextFile.
	static Result<Configuration> load(
		const std::string& file, const std::string& programFolder, const Variables& variables = processVariables());

	/// Returns the settings of one plugin, checked against the schema in its plugin.yaml (`plugins.settings.ID.KEY`,
	/// SX_ID_KEY). A value such as `${listen.port}` is replaced by the server's value of that key, wherever that came
	/// from. Errors: Invalid, with every finding in `detail`.
	Result<std::shared_ptr<TypedSettings>> settingsOf(const Manifest& plugin) const;

	/// Lists SX_ variables that neither the kernel nor these plugins know. They are often a slip, but are not refused.
	std::vector<std::string> unknownVariables(const std::vector<Manifest>& found) const;

	/// Checks that every name under plugins.settings, plugins.enabled and plugins.required is a plugin, and that every
	/// name under plugins.locked is a setting that companies may change. Errors: Invalid, with every finding in
	/// `detail`.
	Result<> checkPluginNames(const std::vector<Manifest>& plugins) const;

	/// Returns the schema of the kernel's own keys. The default file and the documentation are written from it too.
	static const Schema& schema();

private:
	std::map<std::string, RawValues, std::less<>> _pluginSettings;    // by plugin id
	std::map<std::string, SourcePosition, std::less<>> _pluginNames;  // where each name was written
	Variables _variables;
};

}
