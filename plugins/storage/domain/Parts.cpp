#include "domain/Parts.h"

#include <algorithm>

namespace sx::storage {

int partCount(std::int64_t bytes) noexcept { return static_cast<int>((bytes + kPartBytes - 1) / kPartBytes); }

std::int64_t partLength(std::int64_t bytes, int part) noexcept
{
	if (part < 0 || part >= partCount(bytes)) return 0;
	return std::min(kPartBytes, bytes - partOffset(part));
}

std::optional<Bytes> parseSha256(std::string_view hexadecimal)
{
	if (hexadecimal.size() != 64) return std::nullopt;
	Bytes out;
	for (std::size_t i = 0; i < hexadecimal.size(); i += 2)
	{
		int value = 0;
		for (char c: hexadecimal.substr(i, 2))
		{
			value *= 16;
			if (c >= '0' && c <= '9')
				value += c - '0';
			else if (c >= 'a' && c <= 'f')
				value += c - 'a' + 10;
			else if (c >= 'A' && c <= 'F')
				value += c - 'A' + 10;
			else
				return std::nullopt;
		}
		out.value.push_back(static_cast<char>(value));
	}
	return out;
}

}
