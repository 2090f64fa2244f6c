// A real kernel in a test's own process: chosen plugins, a data folder of its own, a clock that the test moves.
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

/// What came back over HTTP. Since: SDK 1.0
struct Answer
{
	int status = 0;     // 0: the connection broke
	Headers headers{};  // as sent, in order
	std::string body{};
	Value json{};  // the body, when its Content-Type is JSON; null otherwise

	/// The first header of that name, case-insensitive; empty when there is none.
	SX_HARNESS_API std::string header(std::string_view name) const;
	bool contains(std::string_view text) const noexcept { return body.find(text) != std::string::npos; }
};

/// A mail that the server would have sent (plugin mail's postbox). Since: SDK 1.0
struct PostedMail
{
	std::string kind, to, from, subject, text, html;
};

/// A browser or a program that talks to the server: keeps cookies, adds the CSRF token, follows no redirect.
/// Copies share nothing. [one thread at a time] Since: SDK 1.0
class Client
{
public:
	/// host: what the Host header says, without port; it names the tenant.
	SX_HARNESS_API Client(int port, std::string host);

	SX_HARNESS_API Answer get(std::string_view path, const Headers& headers = {});
	SX_HARNESS_API Answer head(std::string_view path, const Headers& headers = {});
	/// A JSON body.
	SX_HARNESS_API Answer post(std::string_view path, const Value& json = Value::Object{}, const Headers& headers = {});
	SX_HARNESS_API Answer patch(std::string_view path, const Value& json, const Headers& headers = {});
	/// fields: an object of texts, sent as a browser's form does, `_csrf` included.
	SX_HARNESS_API Answer postForm(std::string_view path, const Value& fields, const Headers& headers = {});
	/// Raw bytes.
	SX_HARNESS_API Answer put(std::string_view path, std::string_view bytes, const Headers& headers = {});
	SX_HARNESS_API Answer del(std::string_view path, const Headers& headers = {});
	/// Whatever was said, with cookies and the CSRF token.
	SX_HARNESS_API Answer send(
		std::string_view method, std::string_view path, const Headers& headers, std::string_view body);

	/// Every request carries `Authorization: Bearer KEY` and no cookie.
	SX_HARNESS_API Client& apiKey(std::string key);
	/// A header of every request, such as Accept-Language.
	SX_HARNESS_API Client& always(std::string name, std::string value);
	SX_HARNESS_API Client& setCookie(std::string name, std::string value);
	/// Empty when there is none.
	SX_HARNESS_API std::string cookie(std::string_view name) const;
	/// Known from signedIn(), or from the last page that said it in <meta name="csrf">.
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

/// Since: SDK 1.0
struct Options
{
	/// Ids of plugins, found below SX_PLUGINS (environment) or pluginsFolder; what they need must be among them.
	std::vector<std::string> plugins{};
	/// {"messages.expires", "5d"}: plugin, setting, value as the configuration would write it.
	std::map<std::string, std::string> settings{};
	/// {"http.proxies", "[127.0.0.9]"}: any other key of the configuration, value in YAML.
	std::map<std::string, std::string> configuration{};
	Environment environment = Environment::Demo;
	Instant now = fromMillis(1'795'532'400'000);  // 2026-11-24T15:00:00Z
	std::string pluginsFolder{};
};

/// A running server; stops and erases its data when it dies. Jobs run when the test says so (runJobs), never by
/// themselves. On SQLite, or on a PostgreSQL database of its own when SX_TEST_POSTGRES holds a connection URL.
/// Where no plugin of the test provides kernel.tenants/1, one tenant "Harness" answers every host; where none
/// provides kernel.principals/1, member() makes people. [main thread, unless said otherwise] Since: SDK 1.0
class Server
{
public:
	/// Throws std::runtime_error, with the reason in words, when the server or one of the plugins would not start.
	SX_HARNESS_API static std::unique_ptr<Server> start(Options options);
	virtual ~Server() = default;

	virtual int port() const noexcept = 0;
	/// Nobody is signed in. host: names the tenant.
	Client anonymous(std::string host = "localhost") const { return Client(port(), std::move(host)); }
	/// A browser with a session of that user, as if he had just signed in.
	virtual Client signedIn(const TenantId& tenant, const UserId& user, std::string host = "localhost") = 0;
	/// A browser signed in as somebody of the built-in tenant who has these permissions; without plugin directory only.
	virtual Client member(std::vector<std::string> permissions, std::string name = "Camille Roy") = 0;
	/// The built-in tenant, or the tenant of that host.
	virtual TenantId tenant(std::string_view host = "localhost") const = 0;

	virtual Instant now() const noexcept = 0;
	/// Moves the clock forward; nothing runs by it until runJobs().
	virtual void advance(std::chrono::milliseconds by) = 0;

	/// Runs every job and schedule that is due, and what these queue for now, until none is left; how many ran.
	virtual int runJobs() = 0;
	/// Runs one schedule now, due or not.
	virtual Result<> runSchedule(std::string_view name) = 0;
	/// What /dev/postbox.json shows after runJobs(), oldest first.
	virtual std::vector<PostedMail> mails() = 0;

	/// Lines of the log as written (JSON), since start.
	virtual std::vector<std::string> logLines() const = 0;
	bool logged(std::string_view part) const
	{
		for (const auto& line: logLines())
			if (line.find(part) != std::string::npos) return true;
		return false;
	}

	/// What any plugin provides; nullptr when none does.
	template <class T> T* find(std::string_view name = {}) const { return static_cast<T*>(lookup(T::kId, name)); }
	/// A plugin's own tables, for assertions.
	virtual Store& store(std::string_view plugin) = 0;
	virtual const Keys& keys() const = 0;
	virtual const Json& json() const = 0;
	virtual std::string dataFolder() const = 0;
	/// Runs a verb as `sxserver` would: verb("audit", {"verify"}); the exit status.
	virtual Result<int> verb(const std::vector<std::string>& words) = 0;
	/// Stops and starts again on the same data: what was not written is gone.
	virtual void restart() = 0;

protected:
	virtual void* lookup(std::string_view id, std::string_view name) const = 0;
};

}
