// Runs the HTTP server: connections, limits, routing and responses. TLS ends at the proxy in front of it.
#pragma once
#include "kernel/http/PageRenderer.h"
#include "kernel/http/Router.h"
#include "kernel/http/SessionStore.h"
#include "sx/key_meter.h"
#include "sx/plugin.h"
#include "sx/problems.h"
#include "sx/refusals.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace sx::http {

/// Sets limits and addresses; the defaults suit a server behind a proxy or on loopback.
struct ServerOptions
{
	std::string address = "127.0.0.1";
	int port = 8080;               // 0: the kernel chooses; see Server::port()
	int ioWorkers = 0;             // 0: number of cores, at least 2, at most 8
	int handlerThreads = 32;       // how many handlers may block at the same time
	int maxQueuedRequests = 4096;  // requests that wait for a handler's thread; beyond it 503
	int maxConnections = 20'000;
	int maxConnectionsPerNetwork = 1000;             // of one Address::network() that is no proxy; 0: no limit
	std::int64_t maxBodyMemory = 128 * 1024 * 1024;  // all heads and bodies that are kept until they are complete;
	                                                 // one network may hold a quarter of it, strangers half
	std::vector<std::string> proxies{};  // addresses or CIDR blocks whose X-Forwarded-For and -Proto are believed
	std::string hostHeader{};            // the header in which the proxies name the host; empty: Host
	std::string requestIdHeader{};       // the header in which the proxies name the request; empty: every id is our own
	std::vector<std::string> hosts{};    // names by which inline routes may be asked for, besides those of tenants
	bool isProduction = true;            // Access::Loopback routes answer 404 when true
	std::string signInPath{};            // where people who are not signed in are sent from a Member page; empty: 401
	int perMinute = 1200;                // requests per minute and address if the route sets no limit; 0: no limit
	std::int64_t maxHeaderBytes = 32'768;
	std::int64_t maxTargetBytes = 8'192;
	std::int64_t maxDrainBytes = 262'144;             // of an unread body, so that the connection can be reused
	std::chrono::milliseconds headerTimeout{10'000};  // from the first byte of a request to the end of its headers
	std::chrono::milliseconds idleTimeout{75'000};    // between requests
	std::chrono::milliseconds stallTimeout{30'000};   // a body or a response without any progress
	std::int64_t minBytesPerSecond = 500;             // of a body or a response, over the last stallTimeout
	std::chrono::milliseconds decisionLasts{10'000};  // access is decided again after a body that took longer
	std::chrono::milliseconds drainDeadline{20'000};  // stop(): how long running requests may still take
	bool hstsSubdomains = false;                      // Strict-Transport-Security includes all subdomains
};

/// Says how much of the server is in use.
struct ServerLoad
{
	std::int64_t connections = 0;
	std::int64_t owing = 0;       // connections whose clients owe the rest of a head or body, as of 250 ms ago
	std::int64_t turnedAway = 0;  // connections refused because of maxConnectionsPerNetwork, since start
	std::int64_t bodyBytes = 0;   // of maxBodyMemory
};

/// Gives the server what it works with. All components must outlive the server.
struct ServerComponents
{
	const TenantSource& tenants;
	const PrincipalSource& principals;
	SessionStore& sessions;
	PageRenderer& pages;
	const Keys& keys;
	const Clock& clock;
	Log& log;  // "http.request" per request: method, route pattern (never the path), status, bytes, ms, request id
	Metrics* metrics = nullptr;                    // requests by route and status class; may be null
	Refusals* refusals = nullptr;                  // hears of refused keys, origins and permissions; may be null
	std::vector<ProblemWriter*> problemWriters{};  // of protocols with errors of their own
	std::vector<KeyMeter*> keyMeters{};            // count what programs ask for
};

/// Serves the routes of a router. Call start and stop once each. [main thread]
class Server
{
public:
	Server(ServerOptions options, ServerComponents components, Router router);
	~Server();
	Server(const Server&) = delete;
	Server& operator=(const Server&) = delete;

	/// Binds and begins to answer. Errors: Unavailable (address in use, not permitted), Invalid (options).
	Result<> start();
	/// Stops accepting, lets running requests finish until the deadline, closes the rest. No handler runs when it
	/// returns: it waits even for a handler that is stuck.
	void stop() noexcept;
	/// Returns the listening port once started.
	int port() const noexcept;
	/// Returns the load; zeros before start. [any thread]
	ServerLoad load() const noexcept;

private:
	class Core;
	std::unique_ptr<Core> _core;
};

}
