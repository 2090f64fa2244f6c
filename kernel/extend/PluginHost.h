// Takes plugins through their life: finds them, checks them before any of their code runs, then loads, declares,
// migrates, starts and stops them.
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/extend/Services.h"
#include "sx/plugin.h"

#include <memory>
#include <string>
#include <vector>

namespace sx::extend {

enum class PluginState {
	Disabled,  // in the folder, but not listed under plugins.enabled
	Refused,   // refused before its code ran
	Failed,    // its own code failed (create, declare, migrate, start)
	LeftOut,   // a plugin that it needs was refused or failed
	Declared,
	Started,
	Stopped
};
std::string_view word(PluginState state) noexcept;

enum class SignatureState {
	Core,    // signed with the key that this server was built with
	Signed,  // signed by one of the configured publishers
	Unsigned,
	Unknown,   // signed by a publisher that is not configured
	Modified,  // a file differs from what was signed, is missing, or was added
	Unchecked  // not checked, because the plugin is disabled or was refused earlier
};
std::string_view word(SignatureState state) noexcept;

/// Describes a plugin to operators (`sxserver plugins`, doctor, /health/ready).
struct PluginReport
{
	std::string id;
	std::string version;
	PluginState state = PluginState::Disabled;
	SignatureState signature = SignatureState::Unchecked;
	std::string reason{};  // English; what is wrong and what to do; empty when all is well
	bool isRequired = false;
};

/// Gives each plugin what it needs from the kernel; kernel/app implements it. The references that it returns must stay
/// valid until the host is destroyed. [main thread]
class PluginHooks
{
public:
	virtual ~PluginHooks() = default;
	virtual Registry& registryOf(const config::Manifest& plugin) = 0;
	virtual Context& contextOf(const config::Manifest& plugin) = 0;
	/// Runs PLUGIN/migrations. Called for every plugin after all have declared and before any starts.
	virtual Result<> migrate(const config::Manifest& plugin) = 0;
	/// Forgets the routes, jobs, schedules, menu entries, verbs, checks and slots of a plugin that failed or was left
	/// out.
	virtual void withdraw(const config::Manifest& plugin) = 0;
};

struct PluginHostOptions
{
	std::string folder;
	std::vector<std::string> enabled;  // plugin ids; empty: all
	std::vector<std::string> required;
	std::vector<std::string> publishers;  // Ed25519 public keys in base64url
	std::string buildKey{};               // public key of this build; empty: none. See buildPublicKey()
	Environment environment = Environment::Production;
	config::Version kernel{1, 0, 0};
};

/// Returns the public key, in base64url, of the key that signs this build's own plugins; empty when there is none.
std::string buildPublicKey();

/// Finds, checks, loads, starts and stops the plugins of one folder. [main thread; report(): any thread]
class PluginHost
{
public:
	PluginHost(PluginHostOptions options, Services& services, const sx::Keys& keys, sx::Log& log);
	~PluginHost();
	PluginHost(const PluginHost&) = delete;
	PluginHost& operator=(const PluginHost&) = delete;

	/// Checks every plugin of the folder without running any of its code: plugin.yaml, order, signature, fingerprint.
	/// Errors: Invalid (the folder cannot be read). A plugin at fault is no error here; report() shows it.
	Result<> discover();
	/// Returns the plugins that may run, in the order in which they start. Valid until the host is destroyed.
	const std::vector<const config::Manifest*>& manifests() const noexcept;
	/// Returns all plugins whose plugin.yaml is valid, also disabled and refused ones, sorted by id. Valid until the
	/// host is destroyed.
	std::vector<const config::Manifest*> allManifests() const;

	/// Loads the libraries, creates the plugins and lets them declare. Errors: Unavailable (a required plugin is not
	/// available; `detail` says why).
	Result<> load(PluginHooks& hooks);
	/// Runs the migrations of every plugin. Errors: as load().
	Result<> migrate();
	/// Starts every plugin; on an error, stops those that had started. Errors: as load().
	Result<> start();
	/// Stops the plugins in reverse order. Later calls do nothing.
	void stop() noexcept;

	std::vector<PluginReport> report() const;

private:
	struct Impl;
	std::unique_ptr<Impl> _impl;
};

}
