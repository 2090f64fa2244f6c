// The server's configuration: file first, then the environment (SX_PORT, SX_DATA, SX_ + path), defaults for the rest.
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
	} listen;                // port 0: the system chooses one
	std::string dataFolder;  // absolute
	struct Database
	{
		bool isPostgres = false;
		std::string url;
	} database;  // url holds a password: never printed; SQLite: empty
	struct Keys
	{
		std::string masterFile;
	} keys;  // default: DATA/master.key
	struct Destructions
	{
		std::string file, copy;
	} destructions;  // default: DATA/destructions.log, and no copy

	struct Plugins
	{
		std::string folder;                   // absolute
		std::vector<std::string> enabled;     // empty: all that the folder holds
		std::vector<std::string> required;    // the server does not start without them
		std::vector<std::string> publishers;  // Ed25519 public keys in base64url
		std::vector<std::string> locked;      // settings that companies may not change: "messages.password_length"
	} plugins;

	/// As kernel/http's ServerOptions; see there.
	struct Http
	{
		int ioWorkers = 0;
		int handlerThreads = 0;
		int maxConnections = 0;
		int maxQueuedRequests = 0;
		std::int64_t maxHeaderBytes = 0;
		std::chrono::seconds headerTimeout{}, idleTimeout{}, stallTimeout{}, drainDeadline{};
		int perMinute = 0;  // requests a minute and network address, for routes without a limit of their own
		std::vector<std::string> proxies;  // addresses or networks (10.0.0.0/8) whose X-Forwarded-* are believed
	} http;

	struct Sessions
	{
		std::chrono::seconds idle{}, absolute{};
	} sessions;  // of browsers: without a request; whatever happens
	struct Jobs
	{
		int threads = 0;
	} jobs;
	struct LogSettings
	{
		Log::Level level = Log::Level::Info;
		bool isText = false;
	} log;
	/// Shared templates, words and icons; and the folder with the built shared assets. Both absolute.
	struct Templates
	{
		std::string folder, assets;
	} templates;

	std::vector<Entry> entries;  // every kernel key, in the order of the schema

	/// file: empty means none (defaults and environment only). programFolder: where sxserver lies; its plugins and
	/// templates are found from there. Relative paths in the file are relative to the file's folder; those of the
	/// environment and of defaults to the working folder. Errors: Invalid, every finding in `detail`, one a line;
	/// Missing (no such file).
	static Result<Configuration> load(
		const std::string& file, const std::string& programFolder, const Variables& variables = processVariables());

	/// The settings of one plugin, checked against the schema in its plugin.yaml (`plugins.settings.ID.KEY`,
	/// SX_ID_KEY). A value `${listen.port}` stands for that key of the server, whatever set it. Errors: Invalid, every
	/// finding in `detail`.
	Result<std::shared_ptr<TypedSettings>> settingsOf(const Manifest& plugin) const;

	/// SX_ variables that mean nothing to the kernel or to these plugins: odd, often a slip, but not refused.
	std::vector<std::string> unknownVariables(const std::vector<Manifest>& plugins) const;

	/// Names under plugins.settings, plugins.enabled or plugins.required that no plugin has, and those under
	/// plugins.locked that are no company's to set. Errors: Invalid.
	Result<> checkPluginNames(const std::vector<Manifest>& plugins) const;

	/// The schema of the kernel's own keys: for the default file and the documentation.
	static const Schema& schema();

private:
	std::map<std::string, RawValues, std::less<>> _pluginSettings;  // by plugin id
	std::map<std::string, Place, std::less<>> _pluginNames;         // where each name was written
	Variables _variables;
};

}
