#include "handlers/Network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sx::auth {

namespace {

/// Returns the address with all but its first bytes cleared: so many of IPv6, so many of IPv4.
std::string cutTo(const std::string& address, std::ptrdiff_t longBytes, std::ptrdiff_t shortBytes)
{
	std::array<char, INET6_ADDRSTRLEN> text{};
	in6_addr whole{};
	if (inet_pton(AF_INET6, address.c_str(), &whole) == 1 && !IN6_IS_ADDR_V4MAPPED(&whole))
	{
		std::fill(whole.s6_addr + longBytes, whole.s6_addr + 16, std::uint8_t{0});
		return inet_ntop(AF_INET6, &whole, text.data(), text.size()) ? text.data() : address;
	}
	std::array<std::uint8_t, 4> brief{};
	if (inet_pton(AF_INET, address.substr(address.rfind(':') + 1).c_str(), brief.data()) != 1) return address;
	std::fill(brief.begin() + shortBytes, brief.end(), std::uint8_t{0});
	return inet_ntop(AF_INET, brief.data(), text.data(), text.size()) ? text.data() : address;
}

}

std::string networkOf(const std::string& address) { return cutTo(address, 8, 4); }
std::string neighbourhoodOf(const std::string& address) { return cutTo(address, 6, 3); }

}
