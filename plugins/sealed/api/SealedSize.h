// Computes how large a file becomes when it is sealed.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>

namespace sx::sealed {

/// Returns the sealed size of a file whose true size is `bytes`: Padmé of the size in whole KiB, a header for each part
/// and a tag for each segment (protocol.md section 5).
inline std::int64_t sealedBytes(std::int64_t bytes) noexcept
{
	constexpr std::int64_t kSegmentPlain = 524'272, kSegmentTag = 16, kPartHeader = 40, kPartPlain = 8'388'312;
	std::int64_t padded = 0;
	if (bytes > 0)
	{
		padded = (bytes + 1023) / 1024 * 1024;
		const auto exponent = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(padded))) - 1;
		const int free = exponent - static_cast<int>(std::bit_width(static_cast<unsigned>(exponent)));
		const std::int64_t mask = (std::int64_t{1} << std::max(free, 0)) - 1;
		padded = (padded + mask) & ~mask;
	}
	std::int64_t sealed = 0;
	do {
		const auto part = std::min(padded, kPartPlain);
		// The header takes its space from the first segment: together they fill 512 KiB.
		const auto segments = std::max<std::int64_t>(1, (part + kPartHeader + kSegmentPlain - 1) / kSegmentPlain);
		sealed += kPartHeader + part + segments * kSegmentTag;
		padded -= part;
	} while (padded > 0);
	return sealed;
}

}
