// Runs a real kernel in a test's own process: chosen plugins, a data folder of its own, a clock that the test moves.
#pragma once
#include "sx/plugin.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#define SX_HARNESS_API __attribute__((visibility("default")))

namespace sx::harness {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Holds an HTTP response. Since: SDK 1.0
struct Answer
{
	int status = 0;     // 0: the connection failed
	Headers headers{};  // as sent, in order
	std::string body{};
	Value json{};  // the body, when its Content-Type is JSON; null otherwise

	/// Returns the first header of that name, case-insensitive; empty if there is none.
	SX_HARNESS_API std::string header(std::string_view name) const;
	bool contains(std::string_view text) const noexcept { return body.find(text) != std::string::npos; }
};

/// Holds a mail that the server would have sent (from the mail plugin's postbox). Since: SDK 1.0
struct PostedMail
{
	std::string kind, to, from, subject, text, html;
};

/// Talks to the server as a browser or a program does: keeps cookies, adds the CSRF token, follows no redirect. Copies
/// share nothing. [one thread at a time] Since: SDK 1.0
class Client
{
public:
	/// Makes a client of a server on this machine. host: the Host header without port; it names the tenant.
	SX_HARNESS_API Client(int port, std::string host);

	SX_HARNESS_API Answer get(std::string_view path, const Headers& headers = {});
	SX_HARNESS_API Answer head(std::string_view path, const Headers& headers = {});
	/// Sends a JSON body.
	SX_HARNESS_API Answer post(std::string_view path, const Value& json = Value::Object{}, const Headers& headers = {});
	SX_HARNESS_API Answer patch(std::string_view path, const Value& json, const Headers& headers = {});
	/// Sends a form as a browser does, `_csrf` included. fields: an object of texts.
	SX_HARNESS_API Answer postForm(std::string_view path, const Value& fields, const Headers& headers = {});
	/// Sends raw bytes.
	SX_HARNESS_API Answer put(std::string_view path, std::string_view bytes, const Headers& headers = {});
	SX_HARNESS_API Answer del(std::string_view path, const Headers& headers = {});
	/// Sends any method, headers and body, with cookies and the CSRF token.
	SX_HARNESS_API Answer send(
		std::string_view method, std::string_view path, const Headers& headers, std::string_view body);

	/// Makes every request carry `Authorization: Bearer KEY` and no cookie.
	SX_HARNESS_API Client& apiKey(std::string key);
	/// Adds a header to every request, such as Accept-Language.
	SX_HARNESS_API Client& always(std::string name, std::string value);
	SX_HARNESS_API Client& setCookie(std::string name, std::string value);
	/// Returns a cookie's value; empty if there is none.
	SX_HARNESS_API std::string cookie(std::string_view name) const;
	/// Sets the CSRF token. signedIn() sets it too, and so does every page with <meta name="csrf">.
	SX_HARNESS_API Client& csrf(std::string token);
	const std::string& csrf() const noexcept { return _csrf; }

private:
	void keepCookies(const Headers& headers);

	int _port;
	std::string _host;
	std::string _csrf;
	std::string _apiKey;
	std::map<std::string, std::string, std::less<>> _cookies;
	Headers _always;
};

/// Configures a server under test. Since: SDK 1.0
struct Options
{
	/// Lists the plugins' ids, found below SX_PLUGINS (environment) or pluginsFolder. Must include what they need.
	std::vector<std::string> plugins{};
	/// Sets plugins' settings: {"messages.expires", "5d"} is plugin, setting, and value as in the configuration.
	std::map<std::string, std::string> settings{};
	/// Sets any other key of the configuration, value in YAML: {"http.proxies", "[127.0.0.9]"}.
	std::map<std::string, std::string> configuration{};
	Environment environment = Environment::Demo;
	Instant now = fromMillis(1'795'532'400'000);  // 2026-11-24T15:00:00Z
	std::string pluginsFolder{};
};

/// Runs a server; stops it and erases its data when destroyed. Jobs run only when the test calls runJobs(). Uses
/// SQLite, or a PostgreSQL database of its own if SX_TEST_POSTGRES holds a connection URL. If no plugin of the test
/// provides kernel.tenants/1, one tenant "Harness" answers every host; if none provides kernel.principals/1, member()
/// makes people. [main thread, unless said otherwise] Since: SDK 1.0
class Server
{
public:
	/// Starts a server. Throws std::runtime_error, with the reason in words, if the server or one of the plugins does
	/// not start.
	SX_HARNESS_API static std::unique_ptr<Server> start(Options options);
	virtual ~Server() = default;

	virtual int port() const noexcept = 0;
	/// Returns a browser without a session. host: names the tenant.
	Client anonymous(std::string host = "localhost") const { return Client(port(), std::move(host)); }
	/// Returns a browser with a session of that user, as if they had just signed in.
	virtual Client signedIn(const TenantId& tenant, const UserId& user, std::string host = "localhost") = 0;
	/// Returns a browser signed in as a person of the built-in tenant who has these permissions; only without plugin
	/// directory.
	virtual Client member(std::vector<std::string> permissions, std::string name = "Camille Roy") = 0;
	/// Returns the built-in tenant, or the tenant of that host.
	virtual TenantId tenant(std::string_view host = "localhost") const = 0;

	virtual Instant now() const noexcept = 0;
	/// Moves the clock forward; nothing runs before runJobs().
	virtual void advance(std::chrono::milliseconds by) = 0;

	/// Runs every job and schedule that is due, and what these queue for now, until none is left. Returns how many ran.
	virtual int runJobs() = 0;
	/// Runs one schedule now, due or not.
	virtual Result<> runSchedule(std::string_view name) = 0;
	/// Runs runJobs(), then returns what /dev/postbox.json shows, oldest first.
	virtual std::vector<PostedMail> mails() = 0;

	/// Returns the lines of the log as written (JSON), since start.
	virtual std::vector<std::string> logLines() const = 0;
	bool logged(std::string_view part) const
	{
		for (const auto& line: logLines())
			if (line.find(part) != std::string::npos) return true;
		return false;
	}

	/// Finds a service that any plugin provides; nullptr if none does.
	template <class T> T* find(std::string_view name = {}) const { return static_cast<T*>(lookup(T::kId, name)); }
	/// Returns a plugin's own store, to read its tables in assertions.
	virtual Store& store(std::string_view plugin) = 0;
	virtual const Keys& keys() const = 0;
	virtual const Json& json() const = 0;
	virtual std::string dataFolder() const = 0;
	/// Runs a verb as `sxserver` would, verb("audit", {"verify"}), and returns the exit status.
	virtual Result<int> verb(const std::vector<std::string>& words) = 0;
	/// Stops the server and starts it again on the same data: what was not written is gone.
	virtual void restart() = 0;

protected:
	virtual void* lookup(std::string_view id, std::string_view name) const = 0;
};

}
