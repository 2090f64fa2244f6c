// Decides who asks, for which tenant, and whether they may: everything between a parsed request and its handler.
#pragma once
#include "kernel/http/ClientAddress.h"
#include "kernel/http/Exchange.h"
#include "kernel/http/RateLimiter.h"
#include "kernel/http/Server.h"

#include <atomic>
#include <variant>

namespace sx::http {

inline constexpr std::string_view kSessionCookie = "sx_session";

/// Says what to answer instead of calling the handler; monostate: call the handler.
using Verdict = std::variant<std::monostate, RequestRefusal, Error, Response>;

/// Admits, identifies and authorizes requests. [any thread]
class Gatekeeper
{
public:
	Gatekeeper(const ServerOptions& options, const ServerComponents& components, Proxies proxies);

	/// Sets the request's id, its client's address and its host, and counts it against the rate limit. Never blocks.
	/// [a thread at the sockets]
	std::optional<RequestRefusal> admit(Exchange& exchange, const Address& peer);
	/// Finds the tenant, then the person or API key, then the language. May block. [handler's thread]
	Verdict identify(Exchange& exchange);
	/// Checks origin, CSRF token, access and permission from the head alone. Call it after identify. If the token can
	/// only stand in a form that is still to come, checkForm must follow.
	Verdict authorize(Exchange& exchange) const;
	/// Checks the CSRF token that authorize() left to the form, once the body has been read.
	Verdict checkForm(Exchange& exchange) const;

private:
	bool readHost(Exchange& exchange, bool isBelieved) const;
	/// Tells whether an inline route may be asked for by that host. It must name an address, this machine, or somebody
	/// we know; so a page of another site cannot reach it by giving its own name our address (DNS rebinding).
	bool isOwnHost(const std::string& host) const;
	void nameRequest(Exchange& exchange, bool isBelieved);
	Verdict recognise(Exchange& exchange) const;
	bool isForeign(const Exchange& exchange) const;
	/// Answers a session without a right CSRF token.
	Verdict withoutToken(Exchange& exchange) const;
	Verdict askToSignIn(const Exchange& exchange) const;
	void note(const Exchange& exchange, std::string_view kind, std::string_view cause) const;
	/// Notes a refused API key, and returns what its caller hears. Returns errors of other kinds unchanged.
	Error refusedKey(Exchange& exchange, Error error) const;

	const ServerOptions& _options;
	const ServerComponents& _components;
	Proxies _proxies;
	RateLimiter _limiter;
	std::uint64_t _seed;
	std::atomic<std::uint64_t> _counter{0};
};

}
