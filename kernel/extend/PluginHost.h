// The life of plugins: found, judged before any of their code runs, loaded, declared, migrated, started, stopped.
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/extend/Services.h"
#include "sx/plugin.h"

#include <memory>
#include <string>
#include <vector>

namespace sx::extend {

enum class PluginState {
	Disabled,  // in the folder, not under plugins.enabled
	Refused,   // judged unfit before its code ran
	Failed,    // its own code failed (create, declare, migrate, start)
	LeftOut,   // what it needs is refused or failed
	Declared,
	Started,
	Stopped
};
std::string_view word(PluginState state) noexcept;

enum class SignatureState {
	Core,    // signed by the key that this server was built with
	Signed,  // by one of the configured publishers
	Unsigned,
	Unknown,   // signed, by a publisher that is not configured
	Modified,  // a file differs from what was signed, is missing, or was added
	Unchecked  // not looked at: disabled, or its plugin.yaml was already refused
};
std::string_view word(SignatureState state) noexcept;

/// What operators see (`sxserver plugins`, doctor, /health/ready).
struct PluginReport
{
	std::string id;
	std::string version;
	PluginState state = PluginState::Disabled;
	SignatureState signature = SignatureState::Unchecked;
	std::string reason{};  // English; what is wrong and what to do; empty when all is well
	bool isRequired = false;
};

/// What kernel/app gives to each plugin. References stay valid until the host has died. [main thread]
class PluginHooks
{
public:
	virtual ~PluginHooks() = default;
	virtual Registry& registryOf(const config::Manifest& plugin) = 0;
	virtual Context& contextOf(const config::Manifest& plugin) = 0;
	/// Runs PLUGIN/migrations. Called for every plugin after all have declared and before any starts.
	virtual Result<> migrate(const config::Manifest& plugin) = 0;
	/// The plugin failed or is left out: forget its routes, jobs, schedules, menu entries, verbs, checks and slots.
	virtual void withdraw(const config::Manifest& plugin) = 0;
};

struct PluginHostOptions
{
	std::string folder;
	std::vector<std::string> enabled;  // ids; empty: all
	std::vector<std::string> required;
	std::vector<std::string> publishers;  // Ed25519 public keys in base64url
	std::string buildKey{};               // public key of this build; empty: none. See buildPublicKey()
	Environment environment = Environment::Production;
	config::Version kernel{1, 0, 0};
};

/// The public key with which this build signs its own plugins, in base64url; empty when it has none.
std::string buildPublicKey();

/// [main thread, but report() from any]
class PluginHost
{
public:
	PluginHost(PluginHostOptions options, Services& services, const sx::Keys& keys, sx::Log& log);
	~PluginHost();
	PluginHost(const PluginHost&) = delete;
	PluginHost& operator=(const PluginHost&) = delete;

	/// Judges every plugin of the folder without running any of its code: plugin.yaml, order, signature, fingerprint.
	/// Errors: Invalid (the folder cannot be read). A plugin at fault is in report(), not an error here.
	Result<> discover();
	/// Those that may run, in the order of their start. Valid until the host has died.
	const std::vector<const config::Manifest*>& manifests() const noexcept;
	/// All whose plugin.yaml could be read, disabled and refused ones too, by id. Valid until the host has died.
	std::vector<const config::Manifest*> allManifests() const;

	/// Loads the libraries, creates the plugins and lets them declare. Errors: Unavailable (a required plugin is not
	/// there; detail says why).
	Result<> load(PluginHooks& hooks);
	/// Errors: likewise.
	Result<> migrate();
	/// Errors: likewise; what had started is stopped again.
	Result<> start();
	/// In reverse order; later calls do nothing.
	void stop() noexcept;

	std::vector<PluginReport> report() const;

private:
	struct Impl;
	std::unique_ptr<Impl> _impl;
};

}
