#include "handlers/Network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace sx::auth {

std::string networkOf(const std::string& address)
{
	in6_addr whole{};
	if (inet_pton(AF_INET6, address.c_str(), &whole) != 1) return address;
	if (IN6_IS_ADDR_V4MAPPED(&whole)) return address.substr(address.rfind(':') + 1);
	std::fill(whole.s6_addr + 8, whole.s6_addr + 16, std::uint8_t{0});
	std::array<char, INET6_ADDRSTRLEN> text{};
	return inet_ntop(AF_INET6, &whole, text.data(), text.size()) ? text.data() : address;
}

}
