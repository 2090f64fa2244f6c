// Tells addresses of the public Internet from others, so that nobody can make the server call into its own network.
#pragma once
#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx {

namespace network {

/// Holds the bytes of an IPv4 or IPv6 address, 4 or 16.
struct Address
{
	std::array<unsigned char, 16> bytes{};
	unsigned length = 0;
};

/// Reads an address. An IPv6 address that only maps an IPv4 one is that one.
inline std::optional<Address> addressOf(std::string_view text)
{
	const std::string owned(text.substr(0, text.find('%')));
	Address out;
	if (inet_pton(AF_INET, owned.c_str(), out.bytes.data()) == 1)
	{
		out.length = 4;
		return out;
	}
	if (inet_pton(AF_INET6, owned.c_str(), out.bytes.data()) != 1) return std::nullopt;
	out.length = 16;
	constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
	if (!std::equal(kMapped.begin(), kMapped.end(), out.bytes.begin())) return out;
	std::copy(out.bytes.begin() + 12, out.bytes.end(), out.bytes.begin());
	out.length = 4;
	return out;
}

}

/// Tells whether a network ("10.2.0.0/16", "::1/128") holds an address. Neither may be malformed: false.
/// Since: SDK 1.0
inline bool isWithinNetwork(std::string_view cidr, std::string_view text)
{
	const auto slash = cidr.find('/');
	const auto base = network::addressOf(cidr.substr(0, slash)), address = network::addressOf(text);
	if (!base || !address || base->length != address->length) return false;
	unsigned bits = 8 * base->length;
	if (slash != std::string_view::npos)
	{
		const auto* end = cidr.data() + cidr.size();
		const auto most = bits;
		const auto read = std::from_chars(cidr.data() + slash + 1, end, bits);
		if (read.ec != std::errc() || read.ptr != end || bits > most) return false;
	}
	for (unsigned bit = 0; bit < bits; ++bit)
		if (((base->bytes[bit / 8] ^ address->bytes[bit / 8]) >> (7 - bit % 8) & 1) != 0) return false;
	return true;
}

/// Tells whether an address is one of the public Internet, which anybody may be sent to. Text that is no address is
/// not. Since: SDK 1.0. Source: IANA's special-purpose address registries.
inline bool isPublicAddress(std::string_view text)
{
	static constexpr std::array<std::string_view, 17> kClosed{"0.0.0.0/8",
		"10.0.0.0/8",
		"100.64.0.0/10",
		"127.0.0.0/8",
		"169.254.0.0/16",
		"172.16.0.0/12",
		"192.0.0.0/24",
		"192.0.2.0/24",
		"192.88.99.0/24",
		"192.168.0.0/16",
		"198.18.0.0/15",
		"198.51.100.0/24",
		"203.0.113.0/24",
		"224.0.0.0/3",
		"2001::/23",
		"2001:db8::/32",
		"2002::/16"};
	const auto address = network::addressOf(text);
	if (!address) return false;
	const auto holds = [&](std::string_view each) { return isWithinNetwork(each, text); };
	if (std::any_of(kClosed.begin(), kClosed.end(), holds)) return false;
	return address->length == 4 || isWithinNetwork("2000::/3", text);
}

/// Tells whether the server may call an address that a company's administrator chose: a public one, or one in the
/// networks that the operator opened. Since: SDK 1.0
inline bool mayCall(std::string_view address, const std::vector<std::string>& opened)
{
	return isPublicAddress(address) || std::any_of(opened.begin(), opened.end(), [&](const std::string& each) {
		return isWithinNetwork(each, address);
	});
}

}
