#include "kernel/app/KernelVerbs.h"

#include "kernel/app/ConfigurationCheck.h"
#include "kernel/app/Kernel.h"
#include "kernel/base/JsonText.h"
#include "sx/time.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <tuple>

namespace sx::app {

namespace {

constexpr std::string_view kVerbs[] = {"serve",
	"check-config",
	"doctor",
	"plugins",
	"routes",
	"keys",
	"jobs",
	"backup",
	"restore",
	"destructions",
	"help",
	"version"};

int verbFailed(const Error& error)
{
	std::cerr << error.detail << "\n";
	return 1;
}

std::string utc(Instant at) { return isoTime(std::chrono::floor<std::chrono::seconds>(at)); }

std::string_view word(config::Origin origin)
{
	switch (origin)
	{
	case config::Origin::Default: return "default";
	case config::Origin::File: return "file";
	case config::Origin::Environment: return "environment";
	case config::Origin::Tenant: return "company";
	}
	return "";
}

int listKeys(const keys::KeyRing& ring)
{
	for (const auto& key: ring.list())
		std::cout << key.id << "  " << (key.isRetired ? std::string(20, '-') : utc(key.created)) << "  "
				  << (key.isCurrent          ? "current"
							 : key.isRetired ? "retired"
											 : "opens what it sealed")
				  << "\n";
	return 0;
}

int listDays(keys::EpochKeys& epochs)
{
	for (const auto& day: epochs.days()) std::cout << keys::nameOf(day) << "\n";
	std::cerr << "in " << epochs.folder().string()
			  << (epochs.copy().empty() ? "; no copy (keys.days_copy)" : "; a copy in " + epochs.copy().string())
			  << "\n";
	return 0;
}

}

int wrongUse(std::string_view how)
{
	std::cerr << "usage: sxserver " << how << "\n";
	return 2;
}

bool isKernelVerb(std::string_view name) noexcept
{
	const auto first = name.substr(0, name.find(' '));
	return std::find(std::begin(kVerbs), std::end(kVerbs), first) != std::end(kVerbs);
}

std::string usage()
{
	return "usage: sxserver [VERB] [--config FILE]\n"
		   "\n"
		   "  serve               answer requests (when no verb is given); SIGTERM or Ctrl+C stops it\n"
		   "  check-config        check the configuration and show every key with what set it\n"
		   "  doctor              check everything that the server needs; exit status 1 when something is wrong\n"
		   "  plugins             list the plugins with their states, and why one was left out\n"
		   "  routes              list the routes: who may call each, what of a body is read before it is\n"
		   "                      known whose it is, and what limits it; --json\n"
		   "  keys list           list the master keys\n"
		   "  keys days           list the days whose keys are there: messages that expire on them can be opened\n"
		   "  keys rotate         make a new master key the current one\n"
		   "  keys retire ID      forget a key: what it sealed can no longer be opened\n"
		   "  jobs                show what waits, what runs and what failed\n"
		   "  jobs retry ID       try a failed job again now\n"
		   "  jobs forget ID      give a failed job up\n"
		   "  backup DIR          write database, files and configuration to an empty folder while the server runs;\n"
		   "                      --with-keys: the master keys too (whoever has the folder then has all but the keys "
		   "of days)\n"
		   "  restore DIR         bring a backup back while no server runs, and destroy again what was destroyed after "
		   "it;\n"
		   "                      --replace: over what is there; --destructions FILE: a copy of the destruction log;\n"
		   "                      --accept-lost-destructions: without that log, messages destroyed since OPEN AGAIN\n"
		   "  destructions renew  begin a new destruction log where the old one is lost\n"
		   "  help                this text, and the verbs of the plugins\n"
		   "\n"
		   "  --config FILE       the configuration (default: sxserver.yaml beside the program's folder, else only "
		   "defaults)\n"
		   "  --version           the version of the server\n";
}

int checkConfig(const config::Configuration& configuration)
{
	const auto print = [](const config::Entry& entry) {
		std::cout << std::left << std::setw(28) << entry.key << " " << std::setw(32) << entry.shown << " "
				  << word(entry.origin) << (entry.where.empty() ? "" : " (" + entry.where + ")") << "\n";
	};
	for (const auto& entry: configuration.entries) print(entry);
	const auto plugins = config::readManifests(configuration.plugins.folder);
	bool isGood = true;
	const auto complain = [&](const Error& error) {
		isGood = false;
		std::cerr << error.detail << "\n";
	};
	if (auto known = configuration.checkPluginNames(plugins); !known) complain(known.error());
	for (const auto& plugin: plugins)
	{
		auto settings = configuration.settingsOf(plugin);
		if (!settings)
			complain(settings.error());
		else
			for (const auto& entry: (*settings)->entries()) print(entry);
	}
	if (auto good = checkValues(configuration); !good) complain(good.error());
	const auto advice = adviceOn(configuration, plugins);
	for (const auto& each: advice.mistakes) complain({Code::Invalid, each});
	for (const auto& each: advice.warnings) std::cerr << "warning: " << each << "\n";
	for (const auto& note: configuration.unknownVariables(plugins)) std::cerr << "note: " << note << "\n";
	if (isGood) std::cout << "the configuration is good\n";
	return isGood ? 0 : 1;
}

int showPlugins(const Kernel& kernel)
{
	bool isWhole = true;
	for (const auto& each: kernel.plugins())
	{
		std::cout << std::left << std::setw(20) << each.id << " " << std::setw(10) << each.version << " "
				  << std::setw(10) << extend::word(each.state) << " " << std::setw(10) << extend::word(each.signature)
				  << (each.isRequired ? " required" : "") << "\n";
		if (!each.reason.empty()) std::cout << "    " << each.reason << "\n";
		isWhole = isWhole &&
			(each.state == extend::PluginState::Started || each.state == extend::PluginState::Disabled);
	}
	return isWhole ? 0 : 1;
}

namespace {

std::string_view methodWord(Method method)
{
	static constexpr std::string_view kWords[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
	return kWords[static_cast<int>(method)];
}

std::string callersOf(const Route& route)
{
	const std::string permission = route.permission.empty() ? "" : " with " + route.permission;
	switch (route.access)
	{
	case Access::Public: return "anyone";
	case Access::Loopback: return "this machine";
	case Access::Session: return "session" + permission;
	case Access::Member: break;
	}
	return route.permission.empty() ? "session" : "session or key" + permission;
}

/// Returns how much of a body is read before it is known whose it is: what came with the head counts as nothing.
std::int64_t bytesOfStrangers(const Route& route)
{
	return http::asksForSomebody(route) || route.admits || route.receives ? 0 : route.maxBodyBytes;
}

std::string bodyOf(const Route& route)
{
	std::string out = std::to_string(bytesOfStrangers(route)) + " of ";
	out += route.receives ? "what its handler takes" : std::to_string(route.maxBodyBytes);
	return route.admits ? out + ", admitted from the head" : out;
}

std::string limitsOf(const http::RouteEntry& entry)
{
	const auto& route = entry.route;
	std::string out = route.perMinute > 0 ? std::to_string(route.perMinute) + " a minute"
		: entry.isInline                  ? "no rate"
										  : "http.per_minute";
	for (const auto& quota: route.spends) out += (&quota == &route.spends.front() ? "; spends " : ", ") + quota;
	return out;
}

Value valueOf(const http::RouteEntry& entry)
{
	const auto& route = entry.route;
	return Value::object({{"method", methodWord(route.method)},
		{"path", route.path},
		{"plugin", entry.plugin},
		{"callers", callersOf(route)},
		{"permission", route.permission},
		{"takes_keys", route.access == Access::Member && !route.permission.empty()},
		{"max_body_bytes", route.maxBodyBytes},
		{"bytes_before_identity", bytesOfStrangers(route)},
		{"receives", route.receives},
		{"admits", bool(route.admits)},
		{"per_minute", route.perMinute},
		{"spends", Value::List(route.spends.begin(), route.spends.end())}});
}

}

int showRoutes(Kernel& kernel, const std::vector<std::string>& words)
{
	const bool isJson = words.size() == 2 && words[1] == "--json";
	if (words.size() > 1 && !isJson) return wrongUse("routes [--json]");
	auto router = kernel.routes();
	if (!router) return verbFailed(router.error());
	std::vector<const http::RouteEntry*> all;
	for (const auto& entry: router->entries()) all.push_back(entry.get());
	std::sort(all.begin(), all.end(), [](const auto* left, const auto* right) {
		return std::tie(left->route.path, left->route.method) < std::tie(right->route.path, right->route.method);
	});
	Value list{Value::List{}};
	for (const auto* entry: all)
		if (isJson)
			list.add(valueOf(*entry));
		else
			std::cout << methodWord(entry->route.method) << " " << entry->route.path << " | " << callersOf(entry->route)
					  << " | body: " << bodyOf(entry->route) << " | " << limitsOf(*entry) << "\n";
	if (isJson) std::cout << base::writeJson(list) << "\n";
	return 0;
}

int keysVerb(const config::Configuration& configuration, const std::vector<std::string>& words)
{
	static constexpr std::string_view kHow = "keys list | days | rotate | retire ID";
	const auto what = words.size() > 1 ? words[1] : std::string();
	if (what != "list" && what != "days" && what != "rotate" && what != "retire") return wrongUse(kHow);
	if (words.size() != (what == "retire" ? 3U : 2U)) return wrongUse(kHow);
	auto ring = keys::KeyRing::open(configuration.keys.masterFile, false, nullptr, configuration.keys.daysCopy);
	if (!ring) return verbFailed(ring.error());
	if (auto tended = (*ring)->epochs().tend(); !tended) return verbFailed(tended.error());
	if (what == "list") return listKeys(**ring);
	if (what == "days") return listDays((*ring)->epochs());
	if (what == "rotate")
	{
		auto id = (*ring)->rotate();
		if (!id) return verbFailed(id.error());
		std::cout << "the current key is now " << *id << "; older ones go on opening what they sealed\n";
		return 0;
	}
	if (auto done = (*ring)->retire(words[2]); !done) return verbFailed(done.error());
	std::cout << "key " << words[2] << " is forgotten\n";
	return 0;
}

int jobsVerb(Kernel& kernel, const std::vector<std::string>& words)
{
	if (words.size() == 3 && (words[1] == "retry" || words[1] == "forget"))
	{
		auto done = words[1] == "retry" ? kernel.jobs().retry(words[2]) : kernel.jobs().forget(words[2]);
		if (!done) return verbFailed(done.error());
		std::cout << (words[1] == "retry" ? "the job is due now\n" : "the job is forgotten\n");
		return 0;
	}
	if (words.size() != 1) return wrongUse("jobs [retry ID | forget ID]");
	auto state = kernel.jobs().state();
	if (!state) return verbFailed(state.error());
	auto failed = kernel.jobs().failed();
	if (!failed) return verbFailed(failed.error());
	std::cout << "waiting " << state->waiting << ", running " << state->running << ", failed " << state->failed << "\n";
	for (const auto& job: *failed)
		std::cout << job.id << "  " << job.kind << "  " << job.attempts << " attempts, last at " << utc(job.failedAt)
				  << "\n    " << job.lastError << "\n";
	return 0;
}

}
