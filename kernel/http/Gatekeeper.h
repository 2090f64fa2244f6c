// Who asks, for whom, and whether they may: everything between a parsed request and its handler.
#pragma once
#include "kernel/http/ClientAddress.h"
#include "kernel/http/Exchange.h"
#include "kernel/http/RateLimiter.h"
#include "kernel/http/Server.h"

#include <atomic>
#include <variant>

namespace sx::http {

inline constexpr std::string_view kSessionCookie = "sx_session";
inline constexpr std::string_view kLanguageCookie = "sx_lang";

/// Nothing: go on. Otherwise what to answer instead of calling the handler.
using Verdict = std::variant<std::monostate, Refusal, Error, Response>;

/// [any thread]
class Gatekeeper
{
public:
	Gatekeeper(const ServerOptions& options, const ServerParts& parts, Proxies proxies);

	/// Names the request and its caller, reads the host, counts the rate. Never blocks. [a thread at the sockets]
	std::optional<Refusal> admit(Exchange& exchange, const Address& peer);
	/// Tenant, then who asks and in which language. May block. [handler's thread]
	Verdict identify(Exchange& exchange);
	/// Origin, CSRF token, access, permission. After identify and with the body read, if it is buffered.
	Verdict authorize(Exchange& exchange) const;

private:
	bool readHost(Exchange& exchange, bool isBelieved) const;
	void nameRequest(Exchange& exchange, bool isBelieved);
	Verdict recognise(Exchange& exchange) const;
	bool isForeign(const Exchange& exchange) const;
	bool hasCsrfToken(const Exchange& exchange) const;
	Verdict askToSignIn(const Exchange& exchange) const;

	const ServerOptions& _options;
	const ServerParts& _parts;
	Proxies _proxies;
	RateLimiter _limiter;
	std::uint64_t _seed;
	std::atomic<std::uint64_t> _counter{0};
};

/// ?lang, the person's own, the cookie's, the browser's, the tenant's: the first that says one.
Language chosenLanguage(const Exchange& exchange);
bool isHttps(const Exchange& exchange) noexcept;

}
