#include "domain/Hosts.h"

#include <algorithm>

namespace sx::branding {

namespace {

/// Tells whether a host is one label below a domain.
bool isBelow(std::string_view host, std::string_view base)
{
	const auto dot = host.find('.');
	return dot != std::string_view::npos && !base.empty() && host.substr(dot + 1) == base;
}

}

std::string baseOf(
	std::string_view configured, const std::vector<std::string>& hosts, const std::vector<std::string>& own)
{
	if (!configured.empty()) return std::string(configured);
	for (const auto& host: hosts)
		if (const auto dot = host.find('.');
			dot != std::string::npos && std::find(own.begin(), own.end(), host) == own.end())
			return host.substr(dot + 1);
	return {};
}

Address addressOf(const std::string& base, const std::vector<std::string>& hosts)
{
	for (const auto& host: hosts)
		if (isBelow(host, base)) return {base, host.substr(0, host.find('.'))};
	return {base, {}};
}

std::vector<std::string> withSubDomain(
	const Address& address, const std::string& subDomain, std::vector<std::string> hosts, std::size_t keeps)
{
	const auto fresh = subDomain + '.' + address.base;
	std::erase(hosts, fresh);  // one that the company had before
	const auto old = std::find(hosts.begin(), hosts.end(), address.subDomain + '.' + address.base);
	if (old == hosts.end())
		hosts.insert(hosts.begin(), fresh);
	else
	{
		auto earlier = std::exchange(*old, fresh);
		hosts.push_back(std::move(earlier));
	}
	auto kept = static_cast<std::size_t>(std::count_if(hosts.begin(), hosts.end(), [&](const std::string& host) {
		return host != fresh && isBelow(host, address.base);
	}));
	for (auto at = hosts.begin(); at != hosts.end() && kept > keeps;)
	{
		if (*at != fresh && isBelow(*at, address.base))
		{
			at = hosts.erase(at);
			--kept;
		}
		else
			++at;
	}
	return hosts;
}

bool isWithin(std::string_view host, std::string_view domain)
{
	return !domain.empty() &&
		(host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.'));
}

}
