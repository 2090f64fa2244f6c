// Says what a network is.
#pragma once
#include <string>
#include <string_view>

namespace sx::quotas {

/// Returns the network of an address: IPv4 as it is, the first 64 bits of IPv6, which one household has.
std::string networkOf(std::string_view address);

}
