// Maps a client's address to the network that limits are counted for.
#pragma once
#include <string>

namespace sx::auth {

/// Returns an IPv4 address unchanged, and an IPv6 address with all but its first 64 bits cleared, since one subscriber
/// holds all addresses of a /64. Returns any other text unchanged.
std::string networkOf(const std::string& address);
/// Returns what one provider hands to one customer at most: the /24 of an IPv4 address, the /48 of an IPv6 address.
std::string neighbourhoodOf(const std::string& address);

}
