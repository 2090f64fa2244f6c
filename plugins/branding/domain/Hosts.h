// Decides at which addresses a company's portal is found.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace sx::branding {

/// Says where a company's portal is. hosts: as the directory has them, links use the first.
struct Address
{
	std::string base;       // the domain below which companies choose; empty: none, so nobody chooses
	std::string subDomain;  // what the company chose below it; empty: nothing
};

/// Returns the domain below which companies choose. configured: the operator's; empty: what follows the first label of
/// the first host that is not the company's own name.
std::string baseOf(
	std::string_view configured, const std::vector<std::string>& hosts, const std::vector<std::string>& own);

/// Reads a company's address from its hosts.
Address addressOf(const std::string& base, const std::vector<std::string>& hosts);

/// Returns the hosts after a company chose another sub-domain: the new one takes the old one's place, and the newest
/// `keeps` earlier ones stay at the end, so that links to them still work.
std::vector<std::string> withSubDomain(
	const Address& address, const std::string& subDomain, std::vector<std::string> hosts, std::size_t keeps);

/// Tells whether a host is below a domain, or is it.
bool isWithin(std::string_view host, std::string_view domain);

}
