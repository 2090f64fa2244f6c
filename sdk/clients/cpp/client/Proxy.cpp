#include "client/Proxy.h"

#include "client/Primitives.h"

#include <Poco/Net/IPAddress.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>

namespace sx::client {
namespace {

using Poco::Net::HTTPClientSession;
using Poco::Net::IPAddress;

std::string first(const Environment& environment, std::initializer_list<const char*> names)
{
	for (const char* name: names)
		if (auto value = environment(name); !value.empty()) return value;
	return {};
}

std::string withoutBrackets(const std::string& host)
{
	return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

/// Tells whether an address lies in a network: 10.0.0.0/8, fd00::/8.
bool isWithin(const std::string& host, const std::string& network)
{
	const auto slash = network.find('/');
	unsigned bits = 0;
	IPAddress address, base;
	if (!Poco::NumberParser::tryParseUnsigned(network.substr(slash + 1), bits) || !IPAddress::tryParse(host, address) ||
		!IPAddress::tryParse(withoutBrackets(network.substr(0, slash)), base) || address.family() != base.family() ||
		bits > address.length() * 8U)
		return false;
	const IPAddress mask(bits, address.family());
	return (address & mask) == (base & mask);
}

bool isExcepted(const Poco::URI& server, std::string entry)
{
	Poco::toLowerInPlace(entry);
	const auto host = Poco::toLower(withoutBrackets(server.getHost()));
	if (entry == "*") return true;
	if (entry.find('/') != std::string::npos) return isWithin(host, entry);
	// A port may follow a name or a bracketed address; of an IPv6 address without brackets a colon is a part.
	const auto colon = entry.rfind(':');
	const bool hasPort = colon != std::string::npos &&
		(entry.find(':') == colon || (colon > 0 && entry[colon - 1] == ']'));
	if (hasPort)
	{
		if (entry.substr(colon + 1) != std::to_string(server.getPort())) return false;
		entry.erase(colon);
	}
	entry = withoutBrackets(entry);
	if (entry.starts_with("*.")) entry.erase(0, 1);
	if (entry.starts_with('.')) entry.erase(0, 1);
	return !entry.empty() && (host == entry || host.ends_with("." + entry));
}

}

std::optional<HTTPClientSession::ProxyConfig> proxyFor(const Poco::URI& server, const Environment& environment)
{
	if (server.getScheme() != "https") return {};
	const auto named = first(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
	if (named.empty()) return {};
	const Poco::StringTokenizer without(
		first(environment, {"no_proxy", "NO_PROXY"}), ", ", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
	for (const auto& each: without)
		if (isExcepted(server, each)) return {};
	const auto wrong = [](const char* why) {
		return ClientError(Failure::Usage, std::string("the proxy of the environment ") + why);
	};
	Poco::URI uri;
	try
	{
		uri = Poco::URI(named.find("://") == std::string::npos ? "http://" + named : named);
	}
	catch (const Poco::Exception&)
	{
		throw wrong("has no valid address");
	}
	if (uri.getScheme() != "http") throw wrong("is none that speaks HTTP: its address begins with http://");
	if (uri.getHost().empty()) throw wrong("has no valid address");
	HTTPClientSession::ProxyConfig out;
	out.host = withoutBrackets(uri.getHost());
	out.port = uri.getPort();
	const auto colon = uri.getUserInfo().find(':');
	Poco::URI::decode(uri.getUserInfo().substr(0, colon), out.username);
	if (colon != std::string::npos) Poco::URI::decode(uri.getUserInfo().substr(colon + 1), out.password);
	return out;
}

}
