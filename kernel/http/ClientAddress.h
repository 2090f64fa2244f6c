// Who is really calling when proxies stand in between.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::http {

/// An IPv4 or IPv6 address; IPv4-mapped IPv6 counts as IPv4.
struct Address
{
	std::array<unsigned char, 16> bytes{};
	bool isV6 = false;
	bool operator==(const Address&) const = default;

	static std::optional<Address> parse(
		std::string_view text);  // "192.0.2.1", "2001:db8::1", "[2001:db8::1]:80", "192.0.2.1:80"
	std::string text() const;
	bool isLoopback() const noexcept;
	/// What is counted as one caller: the address, or the /64 of IPv6.
	std::string_view network() const noexcept { return {reinterpret_cast<const char*>(bytes.data()), isV6 ? 8u : 4u}; }
};

/// Proxies whose X-Forwarded-* headers are believed. [any thread, constant]
class Proxies
{
public:
	/// addresses or CIDR blocks. Empty optional: one of them is malformed.
	static std::optional<Proxies> parse(const std::vector<std::string>& texts);
	bool believes(const Address& address) const noexcept;
	/// Walks X-Forwarded-For from its end while the hop is believed. peer must be believed already.
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
