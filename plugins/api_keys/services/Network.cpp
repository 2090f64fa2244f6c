#include "services/Network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace sx::api_keys {

namespace {

struct Address
{
	std::array<std::uint8_t, 16> bytes{};
	bool isV6 = false;
};

std::optional<Address> addressOf(std::string_view text)
{
	const std::string name(text);
	Address out;
	if (::inet_pton(AF_INET, name.c_str(), out.bytes.data()) == 1) return out;
	if (::inet_pton(AF_INET6, name.c_str(), out.bytes.data()) != 1) return std::nullopt;
	out.isV6 = true;
	const bool isMapped = std::all_of(out.bytes.begin(), out.bytes.begin() + 10, [](auto b) { return b == 0; }) &&
		out.bytes[10] == 0xff && out.bytes[11] == 0xff;
	if (!isMapped) return out;
	Address inner;
	std::copy(out.bytes.begin() + 12, out.bytes.end(), inner.bytes.begin());
	return inner;
}

/// Returns the bits of a byte that a prefix of so many bits covers. index: of the byte.
std::uint8_t coveredBits(int bits, std::size_t index)
{
	const int covered = std::clamp(bits - static_cast<int>(index) * 8, 0, 8);
	return static_cast<std::uint8_t>(0xff00 >> covered);
}

}

std::optional<Network> Network::of(std::string_view text)
{
	const auto slash = text.find('/');
	const auto address = addressOf(text.substr(0, slash));
	if (!address) return std::nullopt;
	const int most = address->isV6 ? 128 : 32;
	int bits = most;
	if (slash != std::string_view::npos)
	{
		const auto* end = text.data() + text.size();
		const auto read = std::from_chars(text.data() + slash + 1, end, bits);
		if (read.ec != std::errc() || read.ptr != end || bits < 0 || bits > most) return std::nullopt;
	}
	Network out;
	out._bytes = address->bytes;
	out._isV6 = address->isV6;
	out._bits = bits;
	for (std::size_t i = 0; i < out._bytes.size(); ++i)
		if (out._bytes[i] & static_cast<std::uint8_t>(~coveredBits(out._bits, i))) return std::nullopt;
	return out;
}

std::string Network::text() const
{
	std::array<char, INET6_ADDRSTRLEN> name{};
	::inet_ntop(_isV6 ? AF_INET6 : AF_INET, _bytes.data(), name.data(), name.size());
	const bool isOne = _bits == (_isV6 ? 128 : 32);
	return isOne ? std::string(name.data()) : std::string(name.data()) + '/' + std::to_string(_bits);
}

bool Network::holds(std::string_view text) const
{
	const auto address = addressOf(text);
	if (!address || address->isV6 != _isV6) return false;
	for (std::size_t i = 0; i < _bytes.size(); ++i)
		if ((address->bytes[i] ^ _bytes[i]) & coveredBits(_bits, i)) return false;
	return true;
}

}
