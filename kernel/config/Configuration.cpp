#include "kernel/config/Configuration.h"
#include "kernel/config/YamlTree.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace sx::config {

namespace {

namespace fs = std::filesystem;

/// Holds what the file says: the kernel's own keys, and those of each plugin as written.
struct FileContent
{
	RawValues kernel;
	std::map<std::string, RawValues, std::less<>> pluginSettings;
	std::map<std::string, SourcePosition, std::less<>> pluginNames;
};

/// Converts a scalar or a list of scalars; returns nullopt for any other node.
std::optional<RawValue> rawOf(const YamlNode& node)
{
	RawValue raw;
	raw.position = node.position;
	raw.isList = node.isList();
	if (node.isScalar())
		raw.texts = {node.text};
	else if (node.isList())
	{
		for (const auto& item: node.items)
		{
			if (!item.isScalar()) return std::nullopt;
			raw.texts.push_back(item.text);
		}
	}
	else
		return std::nullopt;
	return raw;
}

std::vector<std::string> keysOf(const Schema& schema)
{
	std::vector<std::string> keys;
	for (const auto& spec: schema) keys.push_back(spec.key);
	return keys;
}

void readPluginSettings(const YamlNode& node, FileContent& out, Problems& problems)
{
	if (node.kind == YamlNode::Kind::Null) return;
	if (!node.isMap())
	{
		problems.push_back({node.position, "plugins.settings expects names of plugins with their settings"});
		return;
	}
	for (const auto& plugin: node.members)
	{
		out.pluginNames.emplace(plugin.key, plugin.position);
		auto& values = out.pluginSettings[plugin.key];
		if (plugin.value.kind == YamlNode::Kind::Null) continue;
		if (!plugin.value.isMap())
		{
			problems.push_back({plugin.position, "plugins.settings." + plugin.key + " expects settings"});
			continue;
		}
		for (const auto& member: plugin.value.members)
		{
			auto raw = rawOf(member.value);
			if (!raw)
			{
				problems.push_back({member.position,
					"plugins.settings." + plugin.key + "." + member.key + " expects a value or a list"});
				continue;
			}
			values.emplace(member.key, std::move(*raw));
		}
	}
}

void readSection(const YamlNode& node,
	const std::string& prefix,
	const std::vector<std::string>& keys,
	FileContent& out,
	Problems& problems)
{
	for (const auto& member: node.members)
	{
		const std::string key = prefix + member.key;
		if (key == "plugins.settings")
		{
			readPluginSettings(member.value, out, problems);
			continue;
		}
		const bool isKey = std::find(keys.begin(), keys.end(), key) != keys.end();
		const bool isSection = std::any_of(
			keys.begin(), keys.end(), [&](const auto& each) { return each.starts_with(key + "."); });
		if (isKey)
		{
			auto raw = rawOf(member.value);
			if (!raw)
				problems.push_back({member.position, key + " expects a value"});
			else
				out.kernel.emplace(key, std::move(*raw));
		}
		else if (!isSection)
		{
			auto known = keys;
			known.push_back("plugins.settings");
			for (const auto& each: keys)
				if (const auto dot = each.find('.'); dot != std::string::npos) known.push_back(each.substr(0, dot));
			problems.push_back({member.position, "unknown key " + key + didYouMean(key, known)});
		}
		else if (member.value.isMap())
			readSection(member.value, key + ".", keys, out, problems);
		else if (member.value.kind != YamlNode::Kind::Null)
			problems.push_back({member.position, key + " expects keys of its own"});
	}
}

/// Makes a path absolute: relative to the file's folder if the file says it, otherwise to the working folder.
std::string absolutePath(const std::string& path, const std::string& file, bool isFromFile)
{
	if (path.empty()) return {};
	const fs::path base = isFromFile && !file.empty() ? fs::absolute(file).parent_path() : fs::current_path();
	auto out = (base / path).lexically_normal().string();
	while (out.size() > 1 && out.back() == '/') out.pop_back();
	return out;
}

/// Finds a folder that belongs to the program. When installed, the program is in PREFIX/bin and its folders are in
/// PREFIX/lib/sxserver; in a build, the program is in build/bin and its folders are in build.
std::string besideProgram(const std::string& programFolder, const std::string& name)
{
	const auto installed = fs::path(programFolder) / "../lib/sxserver" / name;
	std::error_code ignored;
	return fs::exists(installed, ignored) ? installed.string() : (fs::path(programFolder) / ".." / name).string();
}

/// Parses `sqlite`, a PostgreSQL URL, or `file:PATH` of a file that holds one of them. Errors: Invalid; `detail` says
/// what is wrong, and never quotes the value.
Result<Configuration::Database> readDatabase(const std::string& text, const std::string& file, bool isFromFile)
{
	std::string url = text;
	if (text.starts_with("file:"))
	{
		const auto path = absolutePath(text.substr(5), file, isFromFile);
		struct stat info
		{
		};
		if (::stat(path.c_str(), &info) != 0)
			return Error{Code::Invalid, "names a file that cannot be opened: " + path};
		if (info.st_mode & S_IROTH)
			return Error{Code::Invalid, "names a file that everybody may read: " + path + "; chmod o-r it"};
		auto content = readTextFile(path);
		if (!content) return Error{Code::Invalid, "names a file that cannot be read: " + path};
		url = *content;
		url.erase(url.find_last_not_of(" \r\n") + 1);
	}
	if (url == "sqlite") return Configuration::Database{false, ""};
	if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return Configuration::Database{true, url};
	return Error{Code::Invalid,
		"expects sqlite, postgresql://user:password@host:port/name, or file:PATH of a file that holds it"};
}

/// Replaces a setting whose whole value is a reference such as `${listen.port}` with the server's value of that key.
void resolveReferences(RawValue& value, const std::vector<Entry>& entries, const std::string& shown, Problems& problems)
{
	for (auto& text: value.texts)
	{
		if (!text.starts_with("${") || !text.ends_with("}")) continue;
		const auto key = text.substr(2, text.size() - 3);
		const auto found = std::find_if(
			entries.begin(), entries.end(), [&](const Entry& each) { return each.key == key; });
		if (found == entries.end() || found->shown == "(set)")
			problems.push_back({value.position, shown + ": " + text + " names no key of the server that may be shown"});
		else
			text = found->shown;
	}
}

Log::Level levelOf(const std::string& word)
{
	return word == "debug"  ? Log::Level::Debug
		: word == "warning" ? Log::Level::Warning
		: word == "error"   ? Log::Level::Error
							: Log::Level::Info;
}

void fill(Configuration& out, const TypedSettings& typed)
{
	const auto number = [&](const char* key) { return static_cast<int>(typed.integer(key)); };
	const auto environment = typed.text("environment");
	out.environment = environment == "demo" ? Environment::Demo
		: environment == "development"      ? Environment::Development
											: Environment::Production;
	out.listen = {typed.text("listen.address"), static_cast<std::uint16_t>(typed.integer("listen.port"))};
	out.metrics = {typed.text("metrics.address"),
		static_cast<std::uint16_t>(typed.integer("metrics.port")),
		typed.texts("metrics.hosts")};
	out.plugins.enabled = typed.texts("plugins.enabled");
	out.plugins.required = typed.texts("plugins.required");
	out.plugins.publishers = typed.texts("plugins.publishers");
	out.plugins.locked = typed.texts("plugins.locked");
	out.http = {number("http.io_workers"),
		number("http.handler_threads"),
		number("http.max_connections"),
		number("http.max_connections_per_network"),
		number("http.max_queued_requests"),
		typed.bytes("http.max_body_memory"),
		typed.bytes("http.max_header_bytes"),
		typed.duration("http.header_timeout"),
		typed.duration("http.idle_timeout"),
		typed.duration("http.stall_timeout"),
		typed.duration("http.drain_deadline"),
		number("http.per_minute"),
		typed.texts("http.proxies"),
		typed.text("http.host_header"),
		typed.text("http.request_id_header"),
		typed.flag("http.hsts_subdomains")};
	out.sessions = {typed.duration("sessions.idle"), typed.duration("sessions.absolute")};
	out.jobs = {number("jobs.threads")};
	out.log = {levelOf(typed.text("log.level")), typed.text("log.format") == "text"};
}

}

const Schema& Configuration::schema()
{
	using enum Type;
	static const Schema kSchema{
		{.key = "environment",
			.fallback = "production",
			.choices = {"production", "development", "demo"},
			.help = "What the server is for; only development and demo load unsigned plugins."},
		{.key = "listen.address",
			.fallback = "127.0.0.1",
			.form = "address",
			.help = "Address to listen at; TLS ends at the proxy in front."},
		{.key = "listen.port",
			.type = Integer,
			.fallback = "8080",
			.min = 0,
			.max = 65'535,
			.help = "0: the system chooses.",
			.variable = "SX_PORT"},
		{.key = "metrics.address",
			.fallback = "127.0.0.1",
			.form = "address",
			.help = "Address of a listener for /metrics and the details of /health/ready."},
		{.key = "metrics.port",
			.type = Integer,
			.fallback = "0",
			.min = 0,
			.max = 65'535,
			.help = "0: no such listener.",
			.requiredIf = {"metrics.hosts"}},
		{.key = "metrics.hosts",
			.type = Texts,
			.form = "host",
			.help = "Host names by which it may be asked, besides addresses and localhost."},
		{.key = "data_folder",
			.fallback = "data",
			.min = 1,
			.help = "Database (SQLite), keys and blobs.",
			.variable = "SX_DATA"},
		{.key = "database",
			.fallback = "sqlite",
			.help = "sqlite, postgresql://user:password@host:port/name, or file:PATH of a file that holds it.",
			.isSecret = true},
		{.key = "keys.master_file", .help = "The master keys; without: master.key in the data folder."},
		{.key = "keys.days_copy",
			.help = "A second folder, on another disk, that follows the keys of days (master_file.days)."},
		{.key = "destructions.file",
			.help = "The destruction log, which a restore needs; without: destructions.log in the data folder. One for "
					"all servers of a database."},
		{.key = "destructions.copy", .help = "A second file, on another disk, that follows the destruction log."},
		{.key = "plugins.folder", .help = "One folder a plugin; without: the one installed with the program."},
		{.key = "plugins.enabled", .type = Texts, .help = "Ids; without: all in the folder."},
		{.key = "plugins.required", .type = Texts, .help = "Ids without which the server does not start."},
		{.key = "plugins.publishers",
			.type = Texts,
			.help = "Ed25519 public keys (base64url) whose plugins are trusted."},
		{.key = "plugins.locked",
			.type = Texts,
			.help = "Settings that companies may not change: messages.password_length."},
		{.key = "templates.folder",
			.help = "Shared layouts, icons and words; without: those installed with the program."},
		{.key = "templates.web",
			.help = "Partials and words of the browser parts; without: those installed with the program."},
		{.key = "templates.assets",
			.help = "Built shared style sheets and scripts; without: those installed with the program."},
		{.key = "templates.theme",
			.help = "Id of the plugin whose theme companies have that choose none; without: the server's own pages."},
		{.key = "http.io_workers",
			.type = Integer,
			.fallback = "0",
			.min = 0,
			.max = 64,
			.help = "0: by the number of processors."},
		{.key = "http.handler_threads",
			.type = Integer,
			.fallback = "32",
			.min = 1,
			.max = 1024,
			.help = "Handlers that run at once."},
		{.key = "http.max_connections",
			.type = Integer,
			.fallback = "20000",
			.min = 16,
			.max = 1'000'000,
			.help = "Open connections."},
		{.key = "http.max_connections_per_network",
			.type = Integer,
			.fallback = "1000",
			.min = 0,
			.max = 1'000'000,
			.help = "Open connections of one address (IPv6: /64) that is no proxy; 0: no limit."},
		{.key = "http.max_body_memory",
			.type = Bytes,
			.fallback = "128MiB",
			.min = 8 << 20,
			.max = 1LL << 40,
			.help = "Memory for requests that are not complete; one network may hold a quarter, beyond it 503."},
		{.key = "http.max_queued_requests",
			.type = Integer,
			.fallback = "4096",
			.min = 1,
			.max = 1'000'000,
			.help = "Requests waiting for a handler; beyond it 503."},
		{.key = "http.max_header_bytes",
			.type = Bytes,
			.fallback = "32KiB",
			.min = 4096,
			.max = 1 << 20,
			.help = "All headers of a request."},
		{.key = "http.header_timeout",
			.type = Duration,
			.fallback = "10s",
			.min = 1,
			.max = 300,
			.help = "For a request's headers to arrive."},
		{.key = "http.idle_timeout",
			.type = Duration,
			.fallback = "75s",
			.min = 1,
			.max = 3600,
			.help = "Between requests of a connection."},
		{.key = "http.stall_timeout",
			.type = Duration,
			.fallback = "30s",
			.min = 1,
			.max = 3600,
			.help = "A body or an answer without progress."},
		{.key = "http.drain_deadline",
			.type = Duration,
			.fallback = "10s",
			.min = 0,
			.max = 600,
			.help = "For running requests when the server stops."},
		{.key = "http.per_minute",
			.type = Integer,
			.fallback = "1200",
			.min = 0,
			.max = 1'000'000'000,
			.help = "Requests a minute and network address; 0: no limit."},
		{.key = "http.proxies",
			.type = Texts,
			.form = "network",
			.help = "Addresses or networks (10.0.0.0/8) whose X-Forwarded-For and -Proto are believed.",
			.requiredIf = {"http.host_header", "http.request_id_header"}},
		{.key = "http.host_header",
			.form = "header",
			.help = "Header in which these proxies name the host; without: Host, and no other is believed."},
		{.key = "http.request_id_header",
			.form = "header",
			.help = "Header in which these proxies name the request; without: the server makes every id."},
		{.key = "http.hsts_subdomains",
			.type = Flag,
			.fallback = "false",
			.help = "Whether browsers use https for all subdomains of the companies' hosts too, for a year."},
		{.key = "sessions.idle",
			.type = Duration,
			.fallback = "12h",
			.min = 60,
			.max = 2'592'000,
			.help = "A browser's session without a request."},
		{.key = "sessions.absolute",
			.type = Duration,
			.fallback = "30d",
			.min = 300,
			.max = 31'536'000,
			.help = "A browser's session, whatever happens."},
		{.key = "jobs.threads",
			.type = Integer,
			.fallback = "4",
			.min = 1,
			.max = 256,
			.help = "Mails, destructions and other jobs that run at once."},
		{.key = "log.level",
			.fallback = "info",
			.choices = {"debug", "info", "warning", "error"},
			.help = "The least that is written."},
		{.key = "log.format",
			.fallback = "json",
			.choices = {"json", "text"},
			.help = "json: one object a line; text: for a person at a terminal."},
	};
	return kSchema;
}

Result<Configuration> Configuration::load(
	const std::string& file, const std::string& programFolder, const Variables& variables)
{
	Problems problems;
	FileContent content;
	if (!file.empty())
	{
		auto text = readTextFile(file);
		if (!text) return text.error();
		const auto root = readYaml(*text, file, problems);
		if (root.isMap())
			readSection(root, "", keysOf(schema()), content, problems);
		else if (root.kind != YamlNode::Kind::Null)
			problems.push_back({root.position, "expects keys such as listen: {port: 8080}"});
	}
	TypedSettings typed(schema(), content.kernel, variables, "SX_", "", problems);

	Configuration out;
	fill(out, typed);
	out.entries = typed.entries();
	out._pluginSettings = std::move(content.pluginSettings);
	out._pluginNames = std::move(content.pluginNames);
	out._variables = variables;
	std::map<std::string, Entry*> byKey;
	for (auto& entry: out.entries) byKey.emplace(entry.key, &entry);
	const auto isFromFile = [&](const char* key) { return byKey.at(key)->origin == Origin::File; };
	// Show paths as absolute, so that operators need not guess which folder is meant.
	const auto path = [&](const char* key, const std::string& fallback) {
		const auto said = typed.text(key);
		return byKey.at(key)->shown = absolutePath(said.empty() ? fallback : said, file, isFromFile(key));
	};
	out.dataFolder = path("data_folder", "data");
	out.keys.masterFile = path("keys.master_file", out.dataFolder + "/master.key");
	out.keys.daysCopy = path("keys.days_copy", "");
	out.destructions.file = path("destructions.file", out.dataFolder + "/destructions.log");
	out.destructions.copy = path("destructions.copy", "");
	out.plugins.folder = path("plugins.folder", besideProgram(programFolder, "plugins"));
	out.templates.folder = path("templates.folder", besideProgram(programFolder, "shared/templates"));
	out.templates.web = path("templates.web", besideProgram(programFolder, "shared/web"));
	out.templates.assets = path("templates.assets", besideProgram(programFolder, "shared/assets"));
	out.templates.theme = typed.text("templates.theme");
	auto database = readDatabase(typed.text("database"), file, isFromFile("database"));
	if (database)
		out.database = *database;
	else
		problems.push_back({{byKey.at("database")->where}, "database " + database.error().detail});
	if (!problems.empty()) return toError(problems);
	return out;
}

Result<std::shared_ptr<TypedSettings>> Configuration::settingsOf(const Manifest& plugin) const
{
	Problems problems;
	static const RawValues kNone;
	const auto found = _pluginSettings.find(plugin.id);
	const auto& raw = found == _pluginSettings.end() ? kNone : found->second;
	const auto known = keysOf(plugin.settings);
	const std::string shown = "plugins.settings." + plugin.id + ".";
	for (const auto& [key, value]: raw)
	{
		if (std::find(known.begin(), known.end(), key) != known.end()) continue;
		problems.push_back({value.position, "unknown key " + shown + key + didYouMean(key, known)});
	}
	auto resolved = raw;
	for (auto& [key, value]: resolved) resolveReferences(value, entries, shown + key, problems);
	auto schema = plugin.settings;
	// Each setting has a short variable, SX_MESSAGES_EXPIRES, and one that spells out its path,
	// SX_PLUGINS_SETTINGS_MESSAGES_EXPIRES.
	for (auto& spec: schema)
		spec.variable = "SX_PLUGINS_SETTINGS_" + variableName(plugin.id) + "_" + variableName(spec.key);
	auto typed = std::make_shared<TypedSettings>(
		schema, resolved, _variables, "SX_" + variableName(plugin.id) + "_", shown, problems);
	if (!problems.empty()) return toError(problems);
	return typed;
}

std::vector<std::string> Configuration::unknownVariables(const std::vector<Manifest>& found) const
{
	std::vector<std::string> known;
	for (const auto& spec: schema())
	{
		known.push_back("SX_" + variableName(spec.key));
		if (!spec.variable.empty()) known.push_back(spec.variable);
	}
	for (const auto& plugin: found)
	{
		for (const auto& spec: plugin.settings)
			for (const char* prefix: {"SX_", "SX_PLUGINS_SETTINGS_"})
				known.push_back(prefix + variableName(plugin.id) + "_" + variableName(spec.key));
	}
	std::vector<std::string> out;
	for (const auto& [name, value]: _variables)
		if (std::find(known.begin(), known.end(), name) == known.end())
			out.push_back(name + " means nothing here" + didYouMean(name, known));
	return out;
}

}
