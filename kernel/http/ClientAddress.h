// Finds the client's own address when there are proxies in between.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::http {

/// Holds an IPv4 or IPv6 address; an IPv4-mapped IPv6 address becomes IPv4.
struct Address
{
	std::array<unsigned char, 16> bytes{};
	bool isV6 = false;
	bool operator==(const Address&) const = default;

	static std::optional<Address> parse(
		std::string_view text);  // "192.0.2.1", "2001:db8::1", "[2001:db8::1]:80", "192.0.2.1:80"
	std::string text() const;
	bool isLoopback() const noexcept;
	/// Returns the part that counts as one caller in rate limits: the IPv4 address, or the /64 of an IPv6 address.
	std::string_view network() const noexcept { return {reinterpret_cast<const char*>(bytes.data()), isV6 ? 8u : 4u}; }
	/// Returns what one owner of many networks may have: the /48 of an IPv6 address; empty for IPv4.
	std::string_view site() const noexcept { return network().substr(0, isV6 ? 6 : 0); }
	/// Returns the network as people read it: "192.0.2.1", "2001:db8::".
	std::string networkText() const { return cutTo(8, 4).text(); }
	/// Returns what one provider hands to one customer at most, as people read it: the /48 of an IPv6 address, the /24
	/// of an IPv4 address.
	std::string neighbourhoodText() const { return cutTo(6, 3).text(); }

private:
	/// Returns the address with all but its first bytes cleared: so many of IPv6, so many of IPv4.
	Address cutTo(std::ptrdiff_t longBytes, std::ptrdiff_t shortBytes) const;
};

/// Lists the proxies whose X-Forwarded-* headers are believed. [any thread, constant]
class Proxies
{
public:
	/// Parses addresses and CIDR blocks; nullopt: one of them is malformed.
	static std::optional<Proxies> parse(const std::vector<std::string>& texts);
	bool believes(const Address& address) const noexcept;
	/// Finds the client's address: walks X-Forwarded-For from its end for as long as each hop is a believed proxy.
	/// Returns peer itself if peer is not believed.
	Address client(const Address& peer, std::string_view forwardedFor) const;

private:
	struct Block
	{
		Address address;
		int bits;
	};
	std::vector<Block> _blocks;
};

}
