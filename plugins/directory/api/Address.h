// How an address that somebody typed or pasted is compared.
#pragma once
#include <string>
#include <string_view>

namespace sx::directory {

/// Lower case, without the spaces around it. Since people paste.
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
