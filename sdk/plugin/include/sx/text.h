// Measures texts as people do: a limit counts characters, so that é or 中 counts as much as e, in pages and in the server.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>

namespace sx {

/// Counts the characters (code points) of a text in UTF-8; a byte that is none of UTF-8 may count as one. An input's
/// `maxlength` counts as many or more (UTF-16 units), so what a page takes is never too long here. Since: SDK 1.0
inline std::size_t charactersIn(std::string_view text) noexcept
{
	return static_cast<std::size_t>(
		std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}
