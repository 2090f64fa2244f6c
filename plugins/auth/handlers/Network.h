// The network that an address counts for.
#pragma once
#include <string>

namespace auth {

/// An IPv4 address itself; of IPv6 the first 64 bits, since a subscriber has them all; what is neither stays itself.
std::string networkOf(const std::string& address);

}
