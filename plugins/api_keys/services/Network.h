// Defines networks from which a key may be used: "203.0.113.0/24", "2001:db8::/32", or one address.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sx::api_keys {

/// Is an IPv4 or IPv6 network; an IPv4 address within IPv6 ("::ffff:203.0.113.9") counts as the IPv4 address.
class Network
{
public:
	/// Reads a network, or an address as the network of it alone. nullopt: neither, or bits beyond the prefix are set
	/// (then the writer meant something else).
	static std::optional<Network> of(std::string_view text);
	/// Writes the network in its shortest form, without a prefix that says one address.
	std::string text() const;
	/// Tells whether an address lies within. False for a text that is no address.
	bool holds(std::string_view address) const;
	bool operator==(const Network&) const = default;

private:
	std::array<std::uint8_t, 16> _bytes{};  // IPv4 in the first four
	bool _isV6 = false;
	int _bits = 0;  // length of the prefix
};

}
