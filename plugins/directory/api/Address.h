// Normalizes an address that a person typed or pasted, for comparing it.
#pragma once
#include <string>
#include <string_view>

namespace sx::directory {

/// Converts an address to lower case and removes the spaces around it, which people paste along.
inline std::string cleanAddress(std::string_view address)
{
	constexpr std::string_view kSpace = " \t\r\n";
	const auto from = address.find_first_not_of(kSpace);
	if (from == std::string_view::npos) return {};
	std::string out(address.substr(from, address.find_last_not_of(kSpace) - from + 1));
	for (char& c: out)
		if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
	return out;
}

}
