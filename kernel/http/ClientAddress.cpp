#include "kernel/http/ClientAddress.h"
#include "kernel/http/RequestHead.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace sx::http {

std::optional<Address> Address::parse(std::string_view text)
{
	if (text.starts_with('['))
	{
		const auto end = text.find(']');
		if (end == std::string_view::npos) return std::nullopt;
		text = text.substr(1, end - 1);
	}
	else if (std::count(text.begin(), text.end(), ':') == 1)
		text = text.substr(0, text.find(':'));
	Address address;
	const std::string terminated(text);
	if (inet_pton(AF_INET, terminated.c_str(), address.bytes.data()) == 1) return address;
	if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) != 1) return std::nullopt;
	static constexpr unsigned char kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
	address.isV6 = std::memcmp(address.bytes.data(), kMapped, sizeof kMapped) != 0;
	if (!address.isV6)
	{
		std::copy_n(address.bytes.begin() + 12, 4, address.bytes.begin());
		std::fill(address.bytes.begin() + 4, address.bytes.end(), static_cast<unsigned char>(0));
	}
	return address;
}

std::string Address::text() const
{
	char out[INET6_ADDRSTRLEN];
	if (isV6) return inet_ntop(AF_INET6, bytes.data(), out, sizeof out) ? out : "";
	std::string dotted = std::to_string(bytes[0]);  // faster than inet_ntop, and every request needs it
	for (std::size_t i = 1; i < 4; ++i) dotted.append(".").append(std::to_string(bytes[i]));
	return dotted;
}

Address Address::cutTo(std::ptrdiff_t longBytes, std::ptrdiff_t shortBytes) const
{
	Address out = *this;
	std::fill(out.bytes.begin() + (isV6 ? longBytes : shortBytes), out.bytes.end(), static_cast<unsigned char>(0));
	return out;
}

bool Address::isLoopback() const noexcept
{
	if (!isV6) return bytes[0] == 127;
	return bytes[15] == 1 && std::all_of(bytes.begin(), bytes.begin() + 15, [](unsigned char b) { return b == 0; });
}

std::optional<Proxies> Proxies::parse(const std::vector<std::string>& texts)
{
	Proxies proxies;
	for (const auto& text: texts)
	{
		const auto slash = text.find('/');
		const auto address = Address::parse(std::string_view(text).substr(0, slash));
		if (!address) return std::nullopt;
		int bits = address->isV6 ? 128 : 32;
		if (slash != std::string::npos)
		{
			const auto* end = text.data() + text.size();
			int given = -1;
			if (std::from_chars(text.data() + slash + 1, end, given).ptr != end || given < 0 || given > bits)
				return std::nullopt;
			bits = given;
		}
		proxies._blocks.push_back({*address, bits});
	}
	return proxies;
}

bool Proxies::believes(const Address& address) const noexcept
{
	return std::any_of(_blocks.begin(), _blocks.end(), [&](const Block& block) {
		if (block.address.isV6 != address.isV6) return false;
		const auto whole = static_cast<std::size_t>(block.bits / 8);
		if (!std::equal(address.bytes.begin(),
				address.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
				block.address.bytes.begin()))
			return false;
		const int rest = block.bits % 8;
		if (rest == 0) return true;
		const auto mask = static_cast<unsigned char>(0xFF << (8 - rest));
		return (address.bytes[whole] & mask) == (block.address.bytes[whole] & mask);
	});
}

Address Proxies::client(const Address& peer, std::string_view forwardedFor) const
{
	Address client = peer;
	while (believes(client) && !forwardedFor.empty())
	{
		const auto comma = forwardedFor.rfind(',');
		const auto hop = trimmed(comma == std::string_view::npos ? forwardedFor : forwardedFor.substr(comma + 1));
		const auto address = Address::parse(hop);
		if (!address) break;
		client = *address;
		if (comma == std::string_view::npos) break;
		forwardedFor = forwardedFor.substr(0, comma);
	}
	return client;
}

}
