#include "kernel/extend/PluginHost.h"
#include "kernel/extend/PackageCheck.h"
#include "kernel/extend/PluginOrder.h"

#include <Poco/Exception.h>
#include <Poco/SharedLibrary.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>

namespace sx::extend {

namespace {

using config::Manifest;
constexpr auto kSlowStart = std::chrono::seconds(10);

/// Holds all that the host knows of one plugin.
struct Loaded
{
	Manifest manifest;
	PluginReport report;
	Poco::SharedLibrary library;  // never unloaded, because pointers to its code may remain
	const PluginDescriptor* descriptor = nullptr;
	Plugin* plugin = nullptr;  // a theme without code has none
};

}

std::string_view word(PluginState state) noexcept
{
	switch (state)
	{
	case PluginState::Disabled: return "disabled";
	case PluginState::Refused: return "refused";
	case PluginState::Failed: return "failed";
	case PluginState::LeftOut: return "left out";
	case PluginState::Declared: return "declared";
	case PluginState::Started: return "started";
	default: return "stopped";
	}
}

std::string_view word(SignatureState state) noexcept
{
	switch (state)
	{
	case SignatureState::Core: return "core";
	case SignatureState::Signed: return "signed";
	case SignatureState::Unsigned: return "unsigned";
	case SignatureState::Unknown: return "unknown publisher";
	case SignatureState::Modified: return "modified";
	default: return "unchecked";
	}
}

struct PluginHost::Impl
{
	PluginHostOptions options;
	Services& services;
	const sx::Keys& keys;
	sx::Log& log;
	PluginHooks* hooks = nullptr;
	mutable std::mutex mutex;                                // guards only the reports; the rest is the main thread's
	std::map<std::string, std::unique_ptr<Loaded>> plugins;  // by id
	std::vector<PluginReport> unreadable;   // folders whose plugin.yaml is refused, and missing plugins
	std::vector<const Manifest*> runnable;  // in the order in which they start
	std::vector<Loaded*> created;           // in the same order, with those that failed later

	bool isEnabled(const std::string& id) const
	{
		return options.enabled.empty() ||
			std::find(options.enabled.begin(), options.enabled.end(), id) != options.enabled.end();
	}
	bool isRequired(const std::string& id) const
	{
		return std::find(options.required.begin(), options.required.end(), id) != options.required.end();
	}

	void set(Loaded& at, PluginState state, const std::string& reason = {})
	{
		std::lock_guard lock(mutex);
		at.report.state = state;
		at.report.reason = reason;
	}

	void readFolder(const std::string& folder);
	void judgeOrder();
	void judgePackages();
	/// Removes a plugin, and those that need it, from `runnable`, and withdraws what they registered.
	void drop(Loaded& at, PluginState state, const std::string& reason);
	Result<> run(Loaded& at);
	Result<> open(Loaded& at);
	Result<> checkRequired() const;
	template <class Step> Result<> each(const char* what, Step&& step);
};

void PluginHost::Impl::readFolder(const std::string& folder)
{
	auto manifest = config::readManifest(folder);
	if (!manifest)
	{
		PluginReport report;
		report.id = std::filesystem::path(folder).filename().string();
		report.state = PluginState::Refused;
		report.reason = manifest.error().detail;
		report.isRequired = isRequired(report.id);
		log.error("plugin.refused", {{"id", report.id}, {"reason", report.reason}});
		std::lock_guard lock(mutex);
		unreadable.push_back(std::move(report));
		return;
	}
	auto found = std::make_unique<Loaded>();
	found->manifest = *manifest;
	found->report.id = manifest->id;
	found->report.version = manifest->version;
	found->report.isRequired = isRequired(manifest->id);
	const auto [place, isNew] = plugins.try_emplace(manifest->id, std::move(found));
	if (isNew) return;
	// Refuse the id altogether: nothing tells which folder is the right one.
	const std::string reason = "id " + manifest->id + " is in two folders, " + place->second->manifest.folder +
		" and " + manifest->folder + ": remove one";
	set(*place->second, PluginState::Refused, reason);
	log.error("plugin.refused", {{"id", manifest->id}, {"reason", reason}});
}

void PluginHost::Impl::judgeOrder()
{
	std::vector<const Manifest*> enabled, disabled;
	for (auto& [id, at]: plugins)
	{
		if (at->report.state == PluginState::Refused) continue;
		(isEnabled(id) ? enabled : disabled).push_back(&at->manifest);
	}
	const auto order = orderPlugins(enabled, disabled, options.kernel);
	for (const auto& [id, reason]: order.refused) set(*plugins.at(id), PluginState::Refused, reason);
	for (const auto& [id, reason]: order.leftOut) set(*plugins.at(id), PluginState::LeftOut, reason);
	for (const auto* list: {&order.refused, &order.leftOut})
		for (const auto& [id, reason]: *list) log.error("plugin.refused", {{"id", id}, {"reason", reason}});
	for (const auto& note: order.notes) log.warning("plugin.order", {{"note", note}});
	for (const auto& id: order.order) runnable.push_back(&plugins.at(id)->manifest);
}

void PluginHost::Impl::judgePackages()
{
	for (const auto* manifest: std::vector(runnable))
	{
		auto& at = *plugins.at(manifest->id);
		const auto verdict = checkSignature(*manifest, options.publishers, options.buildKey, keys);
		{
			std::lock_guard lock(mutex);
			at.report.signature = verdict.state;
		}
		if (at.report.state == PluginState::LeftOut) continue;
		if (auto refusal = refusalOf(verdict, options.environment); !refusal.empty())
		{
			drop(at, PluginState::Refused, refusal);
			continue;
		}
		if (auto fits = checkLibrary(*manifest); !fits)
		{
			drop(at, PluginState::Refused, fits.error().detail);
			continue;
		}
		if (verdict.state != SignatureState::Core && verdict.state != SignatureState::Signed)
			log.warning("plugin.not_vouched_for",
				{{"id", manifest->id}, {"signature", word(verdict.state)}, {"detail", verdict.detail}});
	}
}

void PluginHost::Impl::drop(Loaded& at, PluginState state, const std::string& reason)
{
	const auto remove = [&](Loaded& gone, PluginState how, const std::string& why) {
		set(gone, how, why);
		log.error(how == PluginState::LeftOut ? "plugin.left_out"
				: how == PluginState::Failed  ? "plugin.failed"
											  : "plugin.refused",
			{{"id", gone.manifest.id}, {"reason", why}});
		std::erase(runnable, &gone.manifest);
		if (!gone.plugin) return;
		services.withdraw(gone.manifest.id);
		hooks->withdraw(gone.manifest);
	};
	const auto needers = needersOf(at.manifest, runnable);
	remove(at, state, reason);
	for (const auto& [id, why]: needers) remove(*plugins.at(id), PluginState::LeftOut, why);
}

Result<> PluginHost::Impl::checkRequired() const
{
	std::string missing;
	for (const auto& id: options.required)
	{
		const auto found = plugins.find(id);
		std::string reason = "is not in " + options.folder;
		if (found != plugins.end())
		{
			const auto& report = found->second->report;
			if (report.state == PluginState::Declared || report.state == PluginState::Started) continue;
			if (std::find(runnable.begin(), runnable.end(), &found->second->manifest) != runnable.end()) continue;
			reason = std::string(word(report.state)) + (report.reason.empty() ? "" : ": " + report.reason);
		}
		else
			for (const auto& each: unreadable)
				if (each.id == id) reason = each.reason;
		missing += (missing.empty() ? "" : "\n") + std::string("required plugin ") + id + " " + reason;
	}
	if (missing.empty()) return {};
	return Error{Code::Unavailable, missing};
}

Result<> PluginHost::Impl::open(Loaded& at)
try
{
	// SHLIB_LOCAL keeps the symbols of plugins apart. SharedLibrary's destructor does not unload the library.
	at.library.load(at.manifest.library(), Poco::SharedLibrary::SHLIB_LOCAL);
	const auto* descriptor = static_cast<const PluginDescriptor*>(at.library.getSymbol("sxPlugin"));
	if (descriptor->size < sizeof(PluginDescriptor) || descriptor->fingerprint != Fingerprint{})
		return Error{Code::Invalid, "its library changed while it was read"};
	if (at.manifest.id != descriptor->id || at.manifest.version != descriptor->version)
		return Error{Code::Invalid,
			"its library says " + std::string(descriptor->id) + " " + descriptor->version + ", its plugin.yaml " +
				at.manifest.id + " " + at.manifest.version + ": build and install both together"};
	at.descriptor = descriptor;
	return {};
}
catch (const Poco::Exception& e)
{
	return Error{Code::Invalid, "its library cannot be loaded: " + e.message()};
}

Result<> PluginHost::Impl::run(Loaded& at)
{
	if (at.manifest.isWithoutCode()) return {};
	if (auto opened = open(at); !opened) return opened;
	at.descriptor->speak(spokenLanguages());
	at.plugin = at.descriptor->create();
	if (!at.plugin) return Error{Code::Internal, "could not be created"};
	created.push_back(&at);
	return at.plugin->declare(hooks->registryOf(at.manifest));
}

/// Runs a step on each runnable plugin, in order. When it fails, drops the plugin and those that need it, and continues
/// with the others.
template <class Step> Result<> PluginHost::Impl::each(const char* what, Step&& step)
{
	for (const auto* manifest: std::vector(runnable))
	{
		if (std::find(runnable.begin(), runnable.end(), manifest) == runnable.end()) continue;
		auto& at = *plugins.at(manifest->id);
		if (auto done = step(at); !done) drop(at, PluginState::Failed, std::string(what) + ": " + done.error().detail);
	}
	return checkRequired();
}

PluginHost::PluginHost(PluginHostOptions options, Services& services, const sx::Keys& keys, sx::Log& log):
	_impl(new Impl{.options = std::move(options),
		.services = services,
		.keys = keys,
		.log = log,
		.mutex = {},
		.plugins = {},
		.unreadable = {},
		.runnable = {},
		.created = {}})
{
}

PluginHost::~PluginHost()
{
	stop();
	// Also destroy plugins that failed: all plugins have stopped, so none still uses another's objects.
	for (auto each = _impl->created.rbegin(); each != _impl->created.rend(); ++each)
		(*each)->descriptor->destroy((*each)->plugin);
}

Result<> PluginHost::discover()
{
	std::vector<std::string> folders;
	std::error_code failed;
	for (std::filesystem::directory_iterator each(_impl->options.folder, failed), end; !failed && each != end;
		 each.increment(failed))
	{
		std::error_code ignored;
		if (std::filesystem::exists(each->path() / "plugin.yaml", ignored)) folders.push_back(each->path().string());
	}
	if (failed) return Error{Code::Invalid, "plugins.folder " + _impl->options.folder + ": " + failed.message()};
	std::sort(folders.begin(), folders.end());
	for (const auto& each: folders) _impl->readFolder(each);
	_impl->judgeOrder();
	_impl->judgePackages();
	for (const auto* list: {&_impl->options.enabled, &_impl->options.required})
	{
		for (const auto& id: *list)
		{
			const auto isListed = [&](const auto& report) { return report.id == id; };
			if (_impl->plugins.contains(id) ||
				std::any_of(_impl->unreadable.begin(), _impl->unreadable.end(), isListed))
				continue;
			PluginReport report;
			report.id = id;
			report.state = PluginState::Refused;
			report.reason = "is not in " + _impl->options.folder;
			report.isRequired = _impl->isRequired(id);
			std::lock_guard lock(_impl->mutex);
			_impl->unreadable.push_back(std::move(report));
		}
	}
	return {};
}

const std::vector<const Manifest*>& PluginHost::manifests() const noexcept { return _impl->runnable; }

std::vector<const Manifest*> PluginHost::allManifests() const
{
	std::vector<const Manifest*> out;
	for (const auto& [id, at]: _impl->plugins) out.push_back(&at->manifest);
	return out;
}

Result<> PluginHost::load(PluginHooks& hooks)
{
	_impl->hooks = &hooks;
	if (auto there = _impl->checkRequired(); !there) return there;
	return _impl->each("declare", [&](auto& at) -> Result<> {
		auto done = _impl->run(at);
		if (done) _impl->set(at, PluginState::Declared);
		return done;
	});
}

Result<> PluginHost::migrate()
{
	return _impl->each("migrate", [&](auto& at) { return _impl->hooks->migrate(at.manifest); });
}

Result<> PluginHost::start()
{
	auto all = _impl->each("start", [&](auto& at) -> Result<> {
		const auto began = std::chrono::steady_clock::now();
		auto done = at.plugin ? at.plugin->start(_impl->hooks->contextOf(at.manifest)) : Result<>();
		const auto took = std::chrono::steady_clock::now() - began;
		if (took > kSlowStart)
			_impl->log.warning("plugin.slow_start",
				{{"id", at.manifest.id},
					{"seconds", std::int64_t(std::chrono::duration_cast<std::chrono::seconds>(took).count())}});
		if (!done) return done;
		_impl->set(at, PluginState::Started);
		_impl->log.info("plugin.started", {{"id", at.manifest.id}, {"version", at.manifest.version}});
		return {};
	});
	if (!all) stop();
	return all;
}

void PluginHost::stop() noexcept
{
	for (auto each = _impl->runnable.rbegin(); each != _impl->runnable.rend(); ++each)
	{
		auto& at = *_impl->plugins.at((*each)->id);
		if (at.report.state != PluginState::Started) continue;
		if (at.plugin) at.plugin->stop();
		_impl->services.withdraw(at.manifest.id);  // its services may be gone
		_impl->set(at, PluginState::Stopped);
	}
}

std::vector<PluginReport> PluginHost::report() const
{
	std::lock_guard lock(_impl->mutex);
	std::vector<PluginReport> out = _impl->unreadable;
	for (const auto& [id, at]: _impl->plugins) out.push_back(at->report);
	std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
	return out;
}

}
