// The HTTP server: connections, limits, routing and answers. TLS ends at the proxy in front of it.
#pragma once
#include "kernel/http/PageRenderer.h"
#include "kernel/http/Router.h"
#include "kernel/http/SessionStore.h"
#include "sx/plugin.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace sx::http {

/// Limits and addresses; the defaults suit a server behind a proxy or on loopback.
struct ServerOptions
{
	std::string address = "127.0.0.1";
	int port = 8080;               // 0: the kernel chooses; see Server::port()
	int ioWorkers = 0;             // 0: number of cores, at least 2, at most 8
	int handlerThreads = 32;       // handlers may block; so many at once
	int maxQueuedRequests = 4096;  // waiting for a handler thread; beyond it 503
	int maxConnections = 20'000;
	std::vector<std::string> proxies{};  // addresses or CIDR blocks whose X-Forwarded-* are believed
	bool isProduction = true;            // Access::Loopback routes answer 404 when true
	std::string signInPath{};            // where a Member page sends who is not signed in; empty: 401
	int perMinute = 1200;                // requests per minute and address where the route says nothing; 0: none
	std::int64_t maxHeaderBytes = 32'768;
	std::int64_t maxTargetBytes = 8'192;
	std::int64_t maxDrainBytes = 262'144;             // of an unread body, so that the connection can go on
	std::chrono::milliseconds headerTimeout{10'000};  // from the first byte of a request to the end of its headers
	std::chrono::milliseconds idleTimeout{75'000};    // between requests
	std::chrono::milliseconds stallTimeout{30'000};   // a body or an answer without any progress
	std::int64_t minBytesPerSecond = 500;             // of a body or an answer, averaged after stallTimeout
	std::chrono::milliseconds drainDeadline{20'000};  // stop(): how long running requests may take
};

/// What the server works with. All outlive the server.
struct ServerParts
{
	const TenantSource& tenants;
	const PrincipalSource& principals;
	SessionStore& sessions;
	PageRenderer& pages;
	const Keys& keys;
	const Clock& clock;
	Log& log;  // "http.request" per request: method, route pattern (never the path), status, bytes, ms, request id
	Metrics* metrics = nullptr;  // requests by route and status class; may be null
};

/// Serves a router's routes. start and stop once each. [main thread]
class Server
{
public:
	Server(ServerOptions options, ServerParts parts, Router router);
	~Server();
	Server(const Server&) = delete;
	Server& operator=(const Server&) = delete;

	/// Binds and begins to answer. Errors: Unavailable (address in use, not permitted), Invalid (options).
	Result<> start();
	/// Stops accepting, lets running requests finish until the deadline, closes the rest. No handler runs when it
	/// returns, unless one is stuck in its own code: then it is waited for.
	void stop() noexcept;
	/// The listening port, once started.
	int port() const noexcept;

private:
	class Core;
	std::unique_ptr<Core> _core;
};

}
