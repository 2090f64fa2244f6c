#include "kernel/http/Gatekeeper.h"
#include "kernel/http/Csrf.h"
#include "sx/url.h"

#include <algorithm>
#include <random>

namespace sx::http {

namespace {

// Who owns a /48 of IPv6 has 65,536 networks, and may ask as often as so many of them.
constexpr int kNetworksOfASite = 16;

char lowerHost(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool isLowerHostChar(char c) noexcept
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/// Splits "Acme.example.com:8080" into name and port; returns false if the text cannot be a host.
bool parseHost(std::string_view text, std::string& host, std::string& withPort)
{
	withPort.assign(text);
	std::transform(withPort.begin(), withPort.end(), withPort.begin(), lowerHost);
	std::string_view rest(withPort);
	std::string_view port;
	if (rest.starts_with('['))
	{
		const auto end = rest.find(']');
		if (end == std::string_view::npos || !Address::parse(rest.substr(0, end + 1))) return false;
		host = rest.substr(0, end + 1);
		port = rest.substr(end + 1);
	}
	else
	{
		const auto colon = std::min(rest.find(':'), rest.size());
		port = rest.substr(colon);
		rest = rest.substr(0, colon);
		if (rest.ends_with('.')) rest.remove_suffix(1);
		if (rest.empty() || rest.size() > 253 || !std::all_of(rest.begin(), rest.end(), isLowerHostChar)) return false;
		host = rest;
	}
	if (port.empty()) return true;
	return port.size() > 1 && port.size() <= 6 && port.front() == ':' &&
		port.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

bool looksLikeSession(std::string_view cookie) noexcept
{
	return cookie.size() == 43 && std::all_of(cookie.begin(), cookie.end(), [](char c) {
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
	});
}

/// Tells whether a proxy's own id can be kept, because it can do no harm in a log or a page.
bool isRequestId(std::string_view text) noexcept
{
	return text.size() >= 8 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
	});
}

/// Joins all lines of a header into one list: some proxies add a line of their own after the client's.
std::string allOf(const RequestHead& head, std::string_view name)
{
	std::string list;
	for (const auto& [key, value]: head.fields)
	{
		if (!equalsIgnoringCase(key, name)) continue;
		if (!list.empty()) list += ',';
		list += value;
	}
	return list;
}

}

Gatekeeper::Gatekeeper(const ServerOptions& options, const ServerComponents& components, Proxies proxies):
	_options(options), _components(components), _proxies(std::move(proxies))
{
	std::random_device device;
	_seed = (static_cast<std::uint64_t>(device()) << 32) | device();
}

void Gatekeeper::nameRequest(Exchange& exchange, bool isBelieved)
{
	const auto* given = isBelieved && !_options.requestIdHeader.empty()
		? exchange.head().field(_options.requestIdHeader)
		: nullptr;
	if (given && isRequestId(*given))
	{
		exchange._requestId = *given;
		return;
	}
	// Makes ids that are unique but do not reveal how many requests there were: a counter, scrambled by an odd
	// multiplier (a bijection) and a random seed.
	const std::uint64_t id = (_counter.fetch_add(1, std::memory_order_relaxed) + _seed) * 0x9E3779B97F4A7C15u ^ _seed;
	static constexpr char kHex[] = "0123456789abcdef";
	exchange._requestId.resize(16);
	for (std::size_t i = 0; i < 16; ++i) exchange._requestId[i] = kHex[id >> (60 - 4 * i) & 15];
}

bool Gatekeeper::readHost(Exchange& exchange, bool isBelieved) const
{
	const auto* host = exchange.head().field("Host");
	if (isBelieved)
	{
		if (!_options.hostHeader.empty())
		{
			// A proxy that forgets the header once must not let the client choose.
			if (exchange.head().count(_options.hostHeader) != 1) return false;
			host = exchange.head().field(_options.hostHeader);
		}
		if (exchange.head().count("X-Forwarded-Proto") > 1) return false;
		const auto* proto = exchange.head().field("X-Forwarded-Proto");
		exchange._isForwardedHttps = proto && *proto == "https";
	}
	return host && parseHost(*host, exchange._host, exchange._hostWithPort);
}

bool Gatekeeper::isOwnHost(const std::string& host) const
{
	if (host == "localhost" || host.starts_with('[') || Address::parse(host)) return true;
	return std::find(_options.hosts.begin(), _options.hosts.end(), host) != _options.hosts.end() ||
		_components.tenants.byHost(host);
}

std::optional<RequestRefusal> Gatekeeper::admit(Exchange& exchange, const Address& peer)
{
	const bool isBelieved = _proxies.believes(peer);
	nameRequest(exchange, isBelieved);
	exchange._address = peer;
	if (isBelieved) exchange._address = _proxies.client(peer, allOf(exchange.head(), "X-Forwarded-For"));
	// Behind a proxy that is not configured, or does not say who asks, every client seems to be this machine, so such a
	// request never counts as local.
	const bool isForwarded = exchange.head().field("X-Forwarded-For");
	exchange._isHidden = isBelieved
		? !isForwarded
		: isForwarded || exchange.head().field("Forwarded") || exchange.head().field("X-Real-IP");
	exchange._client = exchange._address.text();
	if (!readHost(exchange, isBelieved)) return RequestRefusal::BadRequest;
	const auto* entry = exchange.entry();
	if (entry && entry->isInline && !isOwnHost(exchange._host)) return RequestRefusal::WrongHost;
	// Health and assets (a page has many) are not counted: counting would cost more than serving them.
	const bool isFree = entry ? entry->isInline : exchange.path().starts_with("/assets/");
	if (isFree) return std::nullopt;
	const bool hasOwnRate = entry && entry->route.perMinute > 0;
	const int perMinute = hasOwnRate ? entry->route.perMinute : _options.perMinute;
	if (perMinute <= 0) return std::nullopt;
	const std::uint32_t bucket = hasOwnRate ? entry->number : 0;
	const auto now = toMillis(_components.clock.now());
	const auto& address = exchange._address;
	exchange._retryAfter = _limiter.take(address.network(), bucket, perMinute, now);
	if (exchange._retryAfter == 0 && address.isV6)
		exchange._retryAfter = _limiter.take(address.site(), bucket, kNetworksOfASite * perMinute, now);
	if (exchange._retryAfter > 0) return RequestRefusal::Limited;
	return std::nullopt;
}

Verdict Gatekeeper::identify(Exchange& exchange)
{
	exchange._tenant = _components.tenants.byHost(exchange._host);
	if (!exchange._tenant) return RequestRefusal::WrongHost;
	auto verdict = recognise(exchange);
	exchange._language.reset();
	return verdict;
}

Verdict Gatekeeper::recognise(Exchange& exchange) const
{
	const auto& tenant = exchange._tenant->id;
	exchange._principal.reset();
	exchange._csrf.clear();
	if (const auto* authorization = exchange.head().field("Authorization");
		authorization && authorization->size() > 7 && equalsIgnoringCase(authorization->substr(0, 7), "Bearer "))
	{
		auto principal = _components.principals.byApiKey(
			tenant, trimmed(authorization->substr(7)), exchange.clientAddress());
		if (!principal) return refusedKey(exchange, principal.error());
		exchange._principal = std::move(principal).value();
		exchange._principal->isApiKey = true;
		const auto* entry = exchange.entry();
		if (entry && entry->route.receives) return {};
		for (auto* meter: _components.keyMeters)
			if (auto taken = meter->take(*exchange._principal); !taken)
			{
				exchange._principal.reset();
				return refusedKey(exchange, taken.error());
			}
		return {};
	}
	const auto cookie = exchange.findCookie(kSessionCookie);
	if (cookie.count > 1) note(exchange, "session.doubled", "two_cookies");
	if (cookie.count != 1 || !looksLikeSession(cookie.value)) return {};
	exchange._sessionCookie = cookie.value;
	const auto session = _components.sessions.find(tenant, cookie.value);
	auto noPrincipal = [&](const Error& error) -> Verdict {
		// Members must learn that the database is down, not that they must sign in again.
		if (error.code == Code::Unavailable && exchange.entry() && asksForSomebody(exchange.entry()->route))
			return error;
		return {};
	};
	if (!session) return noPrincipal(session.error());
	if (session->tenant != tenant) return {};
	auto principal = _components.principals.byUser(tenant, session->user);
	if (!principal) return noPrincipal(principal.error());
	exchange._principal = std::move(principal).value();
	exchange._principal->isApiKey = false;
	exchange._principal->since = session->since;
	exchange._principal->session = session->id;
	exchange._csrf = csrfToken(_components.keys, cookie.value);
	return {};
}

bool Gatekeeper::isForeign(const Exchange& exchange) const
{
	const auto* site = exchange.head().field("Sec-Fetch-Site");
	const auto* origin = exchange.head().field("Origin");
	if (site && *site != "same-origin" && *site != "none") return true;
	// Our own forms send "Origin: null" because of Referrer-Policy: no-referrer; Sec-Fetch-Site then tells whether the
	// origin is ours.
	if (!origin || (site && *origin == "null")) return false;
	if (equalsIgnoringCase(*origin, exchange._tenant->origin)) return false;
	const std::string own = (exchange.isHttps() ? "https://" : "http://") + exchange._hostWithPort;
	return !equalsIgnoringCase(*origin, own);
}

Verdict Gatekeeper::withoutToken(Exchange& exchange) const
{
	if (exchange.entry()->route.access != Access::Public)
		return Error{
			.code = Code::Denied, .detail = "no CSRF token", .messageKey = "problem.foreign.text", .problem = "csrf"};
	// A public action needs no authority: without the token it is performed as if nobody were signed in.
	exchange._principal.reset();
	exchange._csrf.clear();
	return {};
}

Verdict Gatekeeper::authorize(Exchange& exchange) const
{
	const Route& route = exchange.entry()->route;
	exchange._owesFormToken = false;
	if (route.access == Access::Loopback &&
		(_options.isProduction || exchange._isHidden || !exchange._address.isLoopback()))
		return RequestRefusal::NotFound;
	if (!exchange.isSafe())
	{
		if (isForeign(exchange))
			return Error{.code = Code::Denied,
				.detail = "foreign origin",
				.messageKey = "problem.foreign.text",
				.problem = "foreign_origin"};
		if (exchange._principal && !exchange._principal->isApiKey)
		{
			const auto* token = exchange.head().field("X-CSRF-Token");
			exchange._owesFormToken = !token && exchange.hasForm();
			if (!exchange._owesFormToken && !(token && isCsrfToken(_components.keys, exchange._sessionCookie, *token)))
				if (auto verdict = withoutToken(exchange); !std::holds_alternative<std::monostate>(verdict))
					return verdict;
		}
	}
	if (!asksForSomebody(route))
	{
		// A key has no authority but that of its scopes, which this route names none of.
		if (exchange._principal && exchange._principal->isApiKey) exchange._principal.reset();
		return {};
	}
	if (!exchange._principal) return askToSignIn(exchange);
	if (exchange._principal->isApiKey && (route.access == Access::Session || route.permission.empty()))
		return Error{Code::Denied, "this route is closed to API keys"};
	if (!route.permission.empty() && !exchange._principal->may(route.permission))
		return Error{Code::Denied, "no permission " + route.permission};
	return {};
}

Verdict Gatekeeper::checkForm(Exchange& exchange) const
{
	exchange._owesFormToken = false;
	const auto form = exchange.form();
	if (form && isCsrfToken(_components.keys, exchange._sessionCookie, (*form)["_csrf"].text())) return {};
	return withoutToken(exchange);
}

void Gatekeeper::note(const Exchange& exchange, std::string_view kind, std::string_view cause) const
{
	if (_components.refusals) _components.refusals->note(exchange, kind, cause);
}

Error Gatekeeper::refusedKey(Exchange& exchange, Error error) const
{
	if (error.code != Code::Unauthenticated && error.code != Code::Limited) return error;
	const auto cause = error.problem.empty() ? std::string("unknown") : error.problem;
	exchange._refusedKey = error.extra["key"].text();
	note(exchange, "auth.key_refused", cause);
	if (error.code == Code::Limited)  // of a key that is known: its holder must learn when it works again
	{
		auto rest = error.extra.members();
		rest.erase("key");
		error.extra = std::move(rest);
		return error;
	}
	// The caller hears the same of every key.
	error.problem.clear();
	error.extra = {};
	return error;
}

Verdict Gatekeeper::askToSignIn(const Exchange& exchange) const
{
	if (!exchange.isSafe() || !exchange.wantsHtml() || _options.signInPath.empty())
		return Error{Code::Unauthenticated, "nobody is signed in"};
	std::string next = encodeUrl(exchange.path(), "/");
	if (!exchange.rawQuery().empty()) next += encodeUrl("?" + std::string(exchange.rawQuery()), "/");
	return Response::redirect(_options.signInPath + "?next=" + next);
}

}
