// Finds the proxy that the environment names for a server, as curl does: HTTPS_PROXY, ALL_PROXY, NO_PROXY.
#pragma once
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/URI.h>

#include <functional>
#include <optional>
#include <string>

namespace sx::client {

/// Returns the value of a variable; empty if there is none.
using Environment = std::function<std::string(const char* name)>;

/// Returns the proxy for an https server; nothing: connect to it directly. NO_PROXY lists hosts, domains
/// (`.example.com` or `*.example.com`), addresses and networks (`10.0.0.0/8`), each with or without a port, or `*`.
/// Throws Usage if the proxy has no valid address, or speaks something else than HTTP.
std::optional<Poco::Net::HTTPClientSession::ProxyConfig> proxyFor(
	const Poco::URI& server, const Environment& environment);

}
