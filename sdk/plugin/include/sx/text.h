// Measures, cleans and shortens texts that people wrote. A limit counts characters as people do, so that é or 中 counts
// as much as e, in pages and in the server.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sx {

/// Counts the characters (code points) of a text in UTF-8; a byte that is none of UTF-8 may count as one. An input's
/// `maxlength` counts as many or more (UTF-16 units), so what a page takes is never too long here. Since: SDK 1.0
inline std::size_t charactersIn(std::string_view text) noexcept
{
	return static_cast<std::size_t>(
		std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Converts the letters A to Z to lower case and leaves all else: for names that a protocol compares so, such as hosts,
/// headers and schemes. A text for people needs `fold` (sx/fold.h). Since: SDK 1.0
inline std::string asciiLower(std::string_view text)
{
	std::string out(text);
	for (char& c: out)
		if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
	return out;
}

/// Removes control characters and those that turn the direction of text, so that its reader sees the name that is
/// there. UTF-8. Since: SDK 1.0
inline std::string cleanLine(std::string_view text)
{
	std::string out;
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
		const auto c = byte(i), second = byte(i + 1), third = byte(i + 2);
		if (c < 0x20 || c == 0x7F) continue;
		// U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069
		const bool turns = c == 0xE2 &&
			((second == 0x80 && (third == 0x8E || third == 0x8F || (third >= 0xAA && third <= 0xAE))) ||
				(second == 0x81 && third >= 0xA6 && third <= 0xA9));
		if (turns)
			i += 2;
		else
			out.push_back(text[i]);
	}
	return out;
}

/// Cuts a text after `most` characters, and never within one. UTF-8. Since: SDK 1.0
inline std::string firstCharacters(std::string_view text, std::size_t most)
{
	std::size_t at = 0;
	for (std::size_t count = 0; at < text.size(); ++at)
		if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80 && count++ == most) break;
	return std::string(text.substr(0, at));
}

}
