// Folds texts for comparing, sorting and searching, so that a search finds a name however it is typed.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sx {

/// Returns the base letters of an accented or joined letter of Latin (two bytes of UTF-8), or nothing for any other
/// text. Since: SDK 1.0
inline std::string_view plainLetter(std::string_view letter)
{
	static constexpr std::pair<std::string_view, std::string_view> kLetters[] = {{"àâäáãåÀÂÄÁÃÅ", "a"},
		{"çÇ", "c"},
		{"éèêëÉÈÊË", "e"},
		{"îïíìÎÏÍÌ", "i"},
		{"ñÑ", "n"},
		{"ôöóòõøÔÖÓÒÕØ", "o"},
		{"ùûüúÙÛÜÚ", "u"},
		{"ÿýÝŸ", "y"},
		{"œŒ", "oe"},
		{"æÆ", "ae"},
		{"ß", "ss"}};
	for (const auto& [all, plain]: kLetters)
		for (std::size_t i = 0; i < all.size(); i += 2)
			if (all.substr(i, 2) == letter) return plain;
	return {};
}

/// Converts a text to lower case without accents. UTF-8. Since: SDK 1.0
inline std::string fold(std::string_view text)
{
	std::string out;
	for (std::size_t i = 0; i < text.size();)
	{
		const auto plain = plainLetter(text.substr(i, 2));
		if (plain.empty())
			out += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
		else
			out += plain;
		i += plain.empty() ? 1 : 2;
	}
	return out;
}

/// Splits a text at its blanks. Since: SDK 1.0
inline std::vector<std::string> wordsOf(std::string_view text)
{
	std::vector<std::string> out;
	for (std::size_t at = 0; at < text.size();)
	{
		const auto end = std::min(text.find(' ', at), text.size());
		if (end > at) out.emplace_back(text.substr(at, end - at));
		at = end + 1;
	}
	return out;
}

}
