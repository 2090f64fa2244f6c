#include "services/Network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace sx::quotas {

std::string networkOf(std::string_view address)
{
	const std::string text(address);
	std::array<unsigned char, 16> bytes{};
	if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
	constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	const bool isMapped = std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
	if (!isMapped) std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
	std::array<char, INET6_ADDRSTRLEN> out{};
	const auto* made = isMapped ? inet_ntop(AF_INET, bytes.data() + 12, out.data(), out.size())
								: inet_ntop(AF_INET6, bytes.data(), out.data(), out.size());
	return made ? std::string(out.data()) + (isMapped ? "" : "/64") : text;
}

}
