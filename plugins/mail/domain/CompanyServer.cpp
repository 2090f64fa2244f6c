#include "domain/CompanyServer.h"

#include "domain/Mime.h"

#include <algorithm>

namespace sx::mail {

namespace {

constexpr std::size_t kMostAnswer = 200;

bool isHost(std::string_view host)
{
	// The rule of addresses decides what a domain is; an IPv6 address has colons.
	const bool isAddressOfIpv6 = host.find(':') != host.npos &&
		host.find_first_not_of("0123456789abcdef:.") == host.npos;
	return host.size() <= 255 && (isAddressOfIpv6 || isAddress("a@" + std::string(host)));
}

}

Result<> check(const CompanyServer& server, const std::vector<std::int64_t>& ports)
{
	if (!isHost(server.host)) return invalid("host", "not the name of a mail server");
	if (std::find(ports.begin(), ports.end(), server.port) == ports.end())
		return invalid("port", "not a port of mail servers");
	const auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
	if (server.account.size() > 200 || std::any_of(server.account.begin(), server.account.end(), isControl))
		return invalid("account", "not an account");
	if (server.account.empty() && !server.sealed.empty()) return invalid("account", "a password without account");
	if (!isAddress(server.address)) return invalid("address", "not an address");
	return {};
}

std::string shownAnswer(std::string_view said)
{
	std::string out;
	for (const unsigned char c: said.substr(0, kMostAnswer))
		out += c >= 0x20 && c < 0x7F ? static_cast<char>(c) : c == '\n' ? ' ' : '?';
	return out;
}

}
