#include "kernel/app/ConfigurationCheck.h"

#include "kernel/app/ConfigurationForms.h"
#include "kernel/data/Database.h"
#include "kernel/extend/PluginHost.h"
#include "kernel/extend/PluginOrder.h"
#include "kernel/http/ClientAddress.h"
#include "kernel/keys/Encoding.h"
#include "sx/url.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <functional>

namespace sx::app {

namespace {

using config::Configuration;
using config::KeySpec;
using config::Manifest;

constexpr std::size_t kPublisherBytes = 32;  // an Ed25519 public key

/// Begins a line with the place where a key was set; a default has none.
std::string at(const std::vector<config::Entry>& entries, std::string_view key)
{
	for (const auto& entry: entries)
		if (entry.key == key && !entry.where.empty()) return entry.where + ": ";
	return {};
}

bool isSameFile(const std::string& left, const std::string& right)
{
	struct stat a = {}, b = {};
	if (::stat(left.c_str(), &a) == 0 && ::stat(right.c_str(), &b) == 0)
		return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
	std::error_code failed;
	return std::filesystem::weakly_canonical(left, failed) == std::filesystem::weakly_canonical(right, failed);
}

struct NamedFile
{
	std::string key;  // the setting that names it
	std::string path;
	bool isFolder = false;
};

std::vector<NamedFile> filesOf(const Configuration& from)
{
	std::vector<NamedFile> out{{"destructions.file", from.destructions.file},
		{"keys.master_file", from.keys.masterFile},
		{"keys.master_file", from.keys.masterFile + ".signing"}};
	out.push_back({"keys.master_file", from.keys.masterFile + ".days", true});
	if (!from.keys.daysCopy.empty()) out.push_back({"keys.days_copy", from.keys.daysCopy, true});
	if (!from.destructions.copy.empty()) out.push_back({"destructions.copy", from.destructions.copy});
	if (!from.database.isPostgres) out.push_back({"data_folder", from.dataFolder + "/sx.sqlite"});
	return out;
}

/// Returns the folder of a file if it is not there and the server does not make it; the data folder is made.
std::string missingFolderOf(const std::string& file, const std::string& dataFolder)
{
	std::error_code failed;
	const auto folder = std::filesystem::path(file).parent_path();
	if (folder.empty() || std::filesystem::exists(folder, failed)) return {};
	const auto own = std::filesystem::weakly_canonical(dataFolder, failed);
	return std::filesystem::weakly_canonical(folder, failed) == own ? std::string() : folder.string();
}

/// Tells whether a host, a URL or a path of a socket is on this machine, or is not set.
bool isHere(std::string_view text)
{
	auto name = hostOf(text.substr(0, text.find('/', text.find("://") == text.npos ? 0 : text.find("://") + 3)));
	if (name.empty() || name == "localhost") return true;
	const auto address = http::Address::parse(name);
	return address && address->isLoopback();
}

bool isEverywhere(std::string_view address) { return address == "0.0.0.0" || address == "::"; }

bool isAmong(const std::vector<std::string>& values, std::string_view text)
{
	return std::any_of(values.begin(), values.end(), [&](std::string_view each) {
		return each.ends_with('*') ? text.starts_with(each.substr(0, each.size() - 1)) : text == each;
	});
}

std::int64_t numberOf(const config::TypedSettings& settings, const KeySpec& spec)
{
	if (spec.type == config::Type::Duration) return settings.duration(spec.key).count();
	return spec.type == config::Type::Bytes ? settings.bytes(spec.key) : settings.integer(spec.key);
}

/// Holds one enabled plugin with its settings.
struct Chosen
{
	const Manifest* manifest;
	std::shared_ptr<config::TypedSettings> settings;
	std::string shown(const std::string& key) const { return "plugins.settings." + manifest->id + "." + key; }
};

std::vector<Chosen> chosenOf(const Configuration& configuration, const std::vector<Manifest>& found)
{
	const auto& enabled = configuration.plugins.enabled;
	std::vector<Chosen> out;
	for (const auto& each: found)
	{
		if (!enabled.empty() && std::find(enabled.begin(), enabled.end(), each.id) == enabled.end()) continue;
		if (auto settings = configuration.settingsOf(each)) out.push_back({&each, std::move(settings).value()});
	}
	return out;
}

/// complain: takes a setting's name and what is wrong with it.
void checkFiles(
	const Configuration& configuration, const std::function<void(std::string_view, const std::string&)>& complain)
{
	auto files = filesOf(configuration);
	std::error_code failed;
	for (const auto& each: files)
	{
		if (each.isFolder) continue;
		const auto missing = missingFolderOf(each.path, configuration.dataFolder);
		if (std::filesystem::is_directory(each.path, failed)) complain(each.key, each.path + " is a folder");
		if (!missing.empty()) complain(each.key, "there is no folder " + missing);
	}
	files.insert(files.begin(), {"data_folder", configuration.dataFolder, true});
	for (std::size_t i = 0; i < files.size(); ++i)
		for (std::size_t k = 0; k < i; ++k)
			if (isSameFile(files[i].path, files[k].path))
				complain(files[i].key, files[i].path + " is the file of " + files[k].key + " too");
}

/// Lists the texts of settings that are not what their settings ask for. prefix: of the settings' names in entries.
std::vector<std::string> wrongForms(
	const config::Schema& schema, const std::vector<config::Entry>& entries, const std::string& prefix)
{
	std::vector<std::string> out;
	for (const auto& spec: schema)
		for (const auto& entry: entries)
		{
			if (spec.form.empty() || entry.key != prefix + spec.key) continue;
			for (std::size_t from = 0; from <= entry.shown.size();)
			{
				const auto comma = std::min(entry.shown.find(", ", from), entry.shown.size());
				const auto text = entry.shown.substr(from, comma - from);
				if (!hasForm(spec.form, text))
					out.push_back(at(entries, entry.key) + entry.key + ": " + text + " is not " +
						std::string(nameOfForm(spec.form)));
				from = comma + 2;
			}
		}
	return out;
}

bool isSet(const config::Entry& entry) { return !entry.shown.empty() && entry.shown != "0" && entry.shown != "false"; }

/// Lists the settings that are not set though others make them required. prefix: of the settings' names in entries.
std::vector<std::string> missingSettings(
	const config::Schema& schema, const std::vector<config::Entry>& entries, const std::string& prefix)
{
	std::vector<std::string> out;
	const auto entryOf = [&](const std::string& key) {
		return std::find_if(
			entries.begin(), entries.end(), [&](const config::Entry& each) { return each.key == prefix + key; });
	};
	for (const auto& spec: schema)
	{
		if (const auto own = entryOf(spec.key); own == entries.end() || isSet(*own)) continue;
		for (const auto& condition: spec.requiredIf)
		{
			const auto equals = condition.find('=');
			const auto other = entryOf(condition.substr(0, equals));
			if (other == entries.end()) continue;
			const bool applies = equals == std::string::npos ? isSet(*other)
															 : other->shown == condition.substr(equals + 1);
			if (!applies) continue;
			out.push_back(at(entries, other->key) + prefix + spec.key + " must be set, because " + other->key + " is " +
				(equals == std::string::npos ? "set" : other->shown));
			break;
		}
	}
	return out;
}

void adviseOnNeeds(
	const Configuration& configuration, const std::vector<Manifest>& found, std::vector<std::string>& mistakes)
{
	const auto& wanted = configuration.plugins.enabled;
	std::vector<const Manifest*> enabled, disabled;
	for (const auto& each: found)
	{
		const bool isEnabled = wanted.empty() || std::find(wanted.begin(), wanted.end(), each.id) != wanted.end();
		(isEnabled ? enabled : disabled).push_back(&each);
	}
	const auto order = extend::orderPlugins(enabled, disabled, extend::PluginHostOptions{}.kernel);
	for (const auto* list: {&order.refused, &order.leftOut})
		for (const auto& [id, reason]: *list)
			mistakes.push_back(
				at(configuration.entries, "plugins.enabled") + "plugins.enabled: " + id + " cannot run: " + reason);
}

void adviseOnLimits(const std::vector<Chosen>& chosen, std::vector<std::string>& mistakes)
{
	for (const auto& one: chosen)
		for (const auto& spec: one.manifest->settings)
			for (const auto& other: chosen)
			{
				const auto& prefix = other.manifest->id + ".";
				if (!spec.atMost.starts_with(prefix)) continue;
				const auto key = spec.atMost.substr(prefix.size());
				const auto& specs = other.manifest->settings;
				const auto limit = std::find_if(
					specs.begin(), specs.end(), [&](const KeySpec& each) { return each.key == key; });
				if (limit == specs.end() || limit->type != spec.type) continue;
				const auto number = numberOf(*one.settings, spec), most = numberOf(*other.settings, *limit);
				if (number <= most) continue;
				auto place = at(one.settings->entries(), one.shown(spec.key));
				if (place.empty()) place = at(other.settings->entries(), other.shown(key));
				mistakes.push_back(place + one.shown(spec.key) + " is " + config::inUnits(spec.type, number) +
					", more than " + other.shown(key) + ", which is " + config::inUnits(spec.type, most));
			}
}

void warnOfOpenWays(const std::vector<Chosen>& chosen, std::vector<std::string>& warnings)
{
	for (const auto& one: chosen)
		for (const auto& spec: one.manifest->settings)
		{
			if (spec.unsafe.empty()) continue;
			const auto value = one.settings->text(spec.key);
			if (!isAmong(spec.unsafe, value)) continue;
			if (!spec.local.empty() && isHere(one.settings->text(spec.local))) continue;
			warnings.push_back(at(one.settings->entries(), one.shown(spec.key)) + one.shown(spec.key) + " is " + value +
				": what goes that way is not encrypted, and can be read and changed");
		}
}

}

Result<> checkValues(const Configuration& configuration)
{
	std::string faults;
	const auto complain = [&](std::string_view key, const std::string& text) {
		faults += (faults.empty() ? "" : "\n") + at(configuration.entries, key) + std::string(key) + ": " + text;
	};
	for (const auto& list: {wrongForms(Configuration::schema(), configuration.entries, ""),
			 missingSettings(Configuration::schema(), configuration.entries, "")})
		for (const auto& each: list) faults += (faults.empty() ? "" : "\n") + each;
	const auto& metrics = configuration.metrics;
	const auto& listen = configuration.listen;
	if (metrics.port > 0 && metrics.port == listen.port &&
		(metrics.address == listen.address || isEverywhere(metrics.address) || isEverywhere(listen.address)))
		complain("metrics.port", "is the port of listen.port too");
	const auto& folder = configuration.plugins.folder;
	std::error_code failed;
	if (!at(configuration.entries, "plugins.folder").empty() && !std::filesystem::is_directory(folder, failed))
		complain("plugins.folder", folder + " is no folder");
	for (const auto& each: configuration.plugins.publishers)
		if (const auto key = keys::fromBase64Url(each); !key || key->value.size() != kPublisherBytes)
			complain("plugins.publishers", each + " is no Ed25519 public key (32 bytes as base64url)");
	checkFiles(configuration, complain);
	if (faults.empty()) return {};
	return Error{Code::Invalid, faults};
}

Advice adviceOn(const Configuration& configuration, const std::vector<Manifest>& found)
{
	Advice out;
	const auto chosen = chosenOf(configuration, found);
	adviseOnNeeds(configuration, found, out.mistakes);
	adviseOnLimits(chosen, out.mistakes);
	for (const auto& one: chosen)
		for (const auto& list: {wrongForms(one.manifest->settings, one.settings->entries(), one.shown("")),
				 missingSettings(one.manifest->settings, one.settings->entries(), one.shown(""))})
			out.mistakes.insert(out.mistakes.end(), list.begin(), list.end());
	const auto& sessions = configuration.sessions;
	if (sessions.idle > sessions.absolute)
		out.mistakes.push_back(at(configuration.entries, "sessions.idle") +
			"sessions.idle is longer than sessions.absolute, after which a session ends in any case");
	if (configuration.environment != Environment::Production) return out;
	if (configuration.database.isPostgres && !data::isProtected(configuration.database.url))
		out.warnings.push_back(at(configuration.entries, "database") +
			"database: the connection leaves this machine and need not be encrypted; add ?sslmode=verify-full (or "
			"require) to its URL");
	for (const auto& each: configuration.http.proxies)
		if (each.ends_with("/0"))
			out.warnings.push_back(at(configuration.entries, "http.proxies") + "http.proxies: " + each +
				" believes everybody, who can then name any address as theirs");
	warnOfOpenWays(chosen, out.warnings);
	return out;
}

}
