// Declares all that crosses between the kernel and a plugin's library. Frozen once released: nothing here is changed,
// reordered or removed. Structs passed by value (Route, MenuEntry, Slot, …) take no new field and interfaces no new
// function; a new need gets a new interface with an id of its own. tests/contract/AbiSnapshotTest.cpp checks this.
#pragma once
#include "sx/http.h"
#include "sx/jobs.h"
#include "sx/kit.h"
#include "sx/sql.h"

#include <Poco/Version.h>

#include <string_view>
#include <type_traits>
#include <vector>

namespace sx {

/// Holds what both sides must agree on byte for byte; compared before any code of the plugin runs. Since: SDK 1.0
struct Fingerprint
{
	std::uint32_t sdkAbi = 1;  // incremented when any type that crosses changes
#ifdef _LIBCPP_ABI_VERSION
	std::uint32_t stdlib = 1000 + _LIBCPP_ABI_VERSION;
#else
	std::uint32_t stdlib = 1;  // libstdc++; not __GXX_ABI_VERSION, where g++ and clang differ
#endif
	std::uint32_t poco = POCO_VERSION >> 16;  // major.minor
	std::uint16_t stringBytes = sizeof(std::string);
	std::uint16_t pointerBytes = sizeof(void*);
	std::uint16_t vectorBytes = sizeof(std::vector<int>);  // differs under _GLIBCXX_DEBUG
	bool operator==(const Fingerprint&) const = default;
};

/// Adds an entry to the portal's navigation, shown to people who have the permission. Since: SDK 1.0
struct MenuEntry
{
	std::string key;  // key of its word in the plugin's catalogue
	std::string path;
	std::string icon;  // a Bootstrap icon that templates/icons has
	std::string permission;
	int order = 100;
	bool isMainAct = false;  // shown as the header's button
};

/// Declares a verb of the command line, `sxserver NAME ARGUMENTS`. run prints what it did and returns the exit status.
/// Since: SDK 1.0
struct Verb
{
	std::string name;  // "audit verify"
	std::string help;  // one English line
	std::function<Result<int>(const std::vector<std::string>& arguments)> run;
};

/// Declares a check of /health/ready and `sxserver doctor`: it succeeds, or says what is wrong and what to do. Takes at
/// most 2 s. Since: SDK 1.0
struct HealthCheck
{
	std::string name;
	std::function<Result<>()> check;
};

/// Fills a named place in another plugin's page: `{{>slot.NAME}}` there shows the template `fragments/…` with this
/// view. Since: SDK 1.0
struct Slot
{
	std::string name;  // "messages.composer.gates"
	std::string fragment;
	std::function<Value(Request&)> view;
	int order = 100;
};

/// Takes what a plugin offers. Refuses (Code::Invalid) what its plugin.yaml does not list. Everything is copied;
/// nothing is called before start. [main thread, inside declare()] Since: SDK 1.0
class Registry
{
public:
	/// Provides what other plugins collect, which must exist before any of them starts: provide<Gate>(_gate). T is
	/// never deduced, so the pointer is always the interface's own. T::kId is its revisioned id, listed under "extends"
	/// (or "provides"). name tells several of one plugin apart. What is made in start() is provided there, by
	/// Context::provide.
	template <class T> Result<> provide(std::type_identity_t<T>& service, std::string_view name = {}) noexcept
	{
		return add(T::kId, name, &service);
	}
	virtual Result<> route(Route route) noexcept = 0;
	virtual Result<> job(JobKind kind) noexcept = 0;
	virtual Result<> schedule(Schedule schedule) noexcept = 0;
	virtual Result<> menu(MenuEntry entry) noexcept = 0;
	virtual Result<> verb(Verb verb) noexcept = 0;
	virtual Result<> healthCheck(HealthCheck check) noexcept = 0;
	virtual Result<> slot(Slot slot) noexcept = 0;
	/// Sets the page to which people are sent to sign in; it takes `?next=`. Only one plugin may set it.
	virtual Result<> signInPath(std::string path) noexcept = 0;
	/// Sets the page to which `/` redirects people who are signed in; the lowest order wins.
	virtual Result<> home(std::string path, int order = 100) noexcept = 0;
protected:
	~Registry() = default;
	virtual Result<> add(std::string_view id, std::string_view name, void* service) noexcept = 0;
};

/// Says where the server runs. Since: SDK 1.0
enum class Environment { Production, Development, Demo };

/// Describes one browser's session, for the person whose it is. Since: SDK 1.0
struct SessionInfo
{
	std::string id;           // 22 characters of base64url; no secret
	Instant since{}, seen{};  // when it began and was last used; `seen` is up to five minutes late
	std::string device{};     // the User-Agent that began it, at most 300 bytes
	std::string address{};    // the client's network address when it began
};

/// Gives a plugin what it may use: its own settings, tables, pages and keys. Valid from start() until stop() has
/// returned. Since: SDK 1.0
class Context
{
public:
	/// Finds a service by its interface; nullptr if nobody provides it. Finds only ids listed in plugin.yaml under
	/// "needs" or, if optional, "wants". [any thread]
	template <class T> T* find(std::string_view name = {}) const noexcept
	{
		return static_cast<T*>(lookup(T::kId, name));
	}
	/// Finds all providers of an extension point listed under "collects" or "needs", in order of their plugins' ids.
	template <class T> std::vector<T*> findAll() const
	{
		std::vector<T*> all;
		for (void* each: lookupAll(T::kId)) all.push_back(static_cast<T*>(each));
		return all;
	}
	/// Provides a service for plugins that need it, which start later: provide<Sender>(*_sender). Listed under
	/// "provides"; must live until stop(). name: as in Registry::provide. [main thread, inside start()]
	template <class T> Result<> provide(std::type_identity_t<T>& service, std::string_view name = {}) noexcept
	{
		return offer(T::kId, name, &service);
	}
	virtual const Settings& settings() const noexcept = 0;
	virtual Store& store() const noexcept = 0;
	virtual const Pages& pages() const noexcept = 0;
	virtual const Keys& keys() const noexcept = 0;
	virtual const Clock& clock() const noexcept = 0;
	virtual const Json& json() const noexcept = 0;
	virtual Log& log() const noexcept = 0;
	virtual Metrics& metrics() const noexcept = 0;
	virtual Jobs& jobs() const noexcept = 0;
	/// Returns the plugin's own folder below the data folder; created with mode 0700.
	virtual std::string dataFolder() const = 0;
	virtual Environment environment() const noexcept = 0;
	/// Ends every session of a user of the transaction's tenant, within the caller's transaction (user deactivated,
	/// "sign out everywhere").
	virtual Result<> endSessions(Sql& sql, const UserId& user) const noexcept = 0;
	/// Returns a user's right to begin a session. Take it before checking that the user may sign in: endSessions() ends
	/// it, so that a sign-in which is completed in the very instant of it begins no session. Errors: Unavailable.
	virtual Result<SessionRight> sessionRight(const TenantId& tenant, const UserId& user) const noexcept = 0;
	/// Returns the network of a client's address, which counts as one caller: the IPv4 address, or the /64 of an IPv6
	/// address, which one subscriber holds. Returns any other text unchanged.
	virtual std::string networkOf(std::string_view address) const = 0;
	/// Returns what one provider hands to one customer at most: the /24 of an IPv4 address, the /48 of an IPv6 address.
	/// Returns any other text unchanged.
	virtual std::string neighbourhoodOf(std::string_view address) const = 0;
	/// Lists a user's live sessions, the most recently used first. Errors: Unavailable. [any thread]
	virtual Result<std::vector<SessionInfo>> sessionsOf(const TenantId& tenant, const UserId& user) const noexcept = 0;
	/// Ends one session of a user of the transaction's tenant, within the caller's transaction. Errors: Missing.
	virtual Result<> endSession(Sql& sql, const UserId& user, std::string_view id) const noexcept = 0;
	/// Marks the deployment's data as a demonstration's, for good: production will refuse to serve it.
	virtual Result<> markDemonstration() const noexcept = 0;
protected:
	~Context() = default;
	virtual void* lookup(std::string_view id, std::string_view name) const noexcept = 0;
	virtual std::vector<void*> lookupAll(std::string_view id) const = 0;
	virtual Result<> offer(std::string_view id, std::string_view name, void* service) noexcept = 0;
};

/// Implements a plugin. declare() runs on every plugin first, then migrations, then start() in dependency order; stop()
/// in reverse. [main thread] Since: SDK 1.0
class Plugin
{
public:
	virtual ~Plugin() = default;
	/// Registers what the plugin offers, without I/O or look-ups.
	virtual Result<> declare(Registry& registry) noexcept = 0;
	/// Starts the plugin, within 10 s; what it needs has started.
	virtual Result<> start(Context& context) noexcept = 0;
	/// Stops the plugin, within 5 s, and all its threads. None of its routes or jobs runs any more.
	virtual void stop() noexcept = 0;
};

/// Is the type of `sxPlugin`, the library's one exported symbol. Since: SDK 1.0
struct PluginDescriptor
{
	std::uint32_t size;  // lets a newer kernel read an older plugin
	Fingerprint fingerprint;
	const char* id;  // both equal plugin.yaml
	const char* version;
	Plugin* (*create)() noexcept;       // nullptr: could not be made
	void (*destroy)(Plugin*) noexcept;  // frees in the library that allocated
	/// Tells the library which languages the server speaks, before create (sx/languages.h).
	void (*speak)(const std::vector<SpokenLanguage>&) noexcept;
};

// Services that plugins provide to the kernel.

/// Finds companies. Provided by one plugin. Must be fast: called once per request. [any thread] Since: SDK 1.0
class TenantSource
{
public:
	static constexpr std::string_view kId = "kernel.tenants/1";
	/// Finds a company by host, in lower case and without port. nullptr: unknown host (the request is refused).
	virtual std::shared_ptr<const Tenant> byHost(std::string_view host) const noexcept = 0;
	virtual std::shared_ptr<const Tenant> byId(const TenantId& id) const noexcept = 0;
protected:
	~TenantSource() = default;
};

/// Turns a session's user or an API key into the Principal who makes the request. [any thread] Since: SDK 1.0
class PrincipalSource
{
public:
	static constexpr std::string_view kId = "kernel.principals/1";
	/// Returns a session's user. Errors: Missing (gone, or no longer allowed).
	virtual Result<Principal> byUser(const TenantId& tenant, const UserId& user) const noexcept = 0;
	/// Returns the owner of an API key, from `Authorization: Bearer KEY`. client: the network address that it comes
	/// from. Errors: Unauthenticated, Limited (the key's own quota is used up); extra names the key's id under "key" if
	/// a key of that id exists, which the kernel writes into logs and answers to nobody.
	virtual Result<Principal> byApiKey(
		const TenantId& tenant, std::string_view key, std::string_view client) const noexcept = 0;
protected:
	~PrincipalSource() = default;
};

}

/// Exports the plugin's class; write it outside any namespace. Id and version come from plugin.yaml through
/// sx_add_plugin (SX_PLUGIN_ID, SX_PLUGIN_VERSION).
#define SX_EXPORT_PLUGIN(Class)                                                                                        \
	extern "C" __attribute__((visibility("default"))) constinit const sx::PluginDescriptor sxPlugin = {                \
		sizeof(sx::PluginDescriptor),                                                                                  \
		{},                                                                                                            \
		SX_PLUGIN_ID,                                                                                                  \
		SX_PLUGIN_VERSION,                                                                                             \
		[]() noexcept -> sx::Plugin* {                                                                                 \
			try                                                                                                        \
			{                                                                                                          \
				return new Class; /* NOLINT(bugprone-macro-parentheses): a type */                                     \
			}                                                                                                          \
			catch (...)                                                                                                \
			{                                                                                                          \
				return nullptr;                                                                                        \
			}                                                                                                          \
		},                                                                                                             \
		[](sx::Plugin* plugin) noexcept { delete plugin; },                                                            \
		[](const std::vector<sx::SpokenLanguage>& all) noexcept { sx::own::languages() = all; }}
