// Counts how long a text is, the way networks count and charge.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sx::sms {

enum class Alphabet { Gsm7, Ucs2 };

/// Tells which alphabet a text needs, and how many segments it takes.
struct Length
{
	Alphabet alphabet = Alphabet::Gsm7;
	int segments = 0;
};

namespace segments {

// Holds the characters of the basic table beyond ASCII.
inline constexpr std::u32string_view kBasic = U"£¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
// Holds the characters of the extension table, which take two septets each: an escape and the character.
inline constexpr std::u32string_view kExtension = U"\f^{}\\[~]|€";

/// Decodes the character at `at` and moves `at` past it. Returns 0 if there is no well-formed UTF-8.
inline char32_t next(std::string_view text, std::size_t& at)
{
	const auto first = static_cast<unsigned char>(text[at]);
	const std::size_t length = first < 0x80 ? 1
		: first >= 0xc2 && first < 0xe0     ? 2
		: first >= 0xe0 && first < 0xf0     ? 3
		: first >= 0xf0 && first < 0xf5     ? 4
											: 0;
	if (length == 0 || at + length > text.size()) return 0;
	char32_t out = length == 1 ? first : first & (0xff >> (length + 1));
	for (std::size_t i = 1; i < length; ++i)
	{
		const auto byte = static_cast<unsigned char>(text[at + i]);
		if ((byte & 0xc0) != 0x80) return 0;
		out = out << 6 | (byte & 0x3f);
	}
	if ((length == 3 && out < 0x800) || (length == 4 && out < 0x10000) || out > 0x10ffff ||
		(out >= 0xd800 && out < 0xe000))
		return 0;
	at += length;
	return out;
}

/// Returns how many septets a character takes; 0 if it is not in the alphabet.
inline int septets(char32_t c)
{
	if (kExtension.find(c) != std::u32string_view::npos) return 2;
	if (kBasic.find(c) != std::u32string_view::npos || c == '\n' || c == '\r') return 1;
	return c >= ' ' && c < 0x7f && c != '`' ? 1 : 0;
}

inline int pack(const std::vector<int>& units, int whole, int part)
{
	int total = 0;
	for (const int each: units) total += each;
	if (total <= whole) return total == 0 ? 0 : 1;
	int segments = 1, used = 0;
	for (const int each: units)
	{
		if (used + each > part)
		{
			++segments;
			used = 0;
		}
		used += each;
	}
	return segments;
}

}

/// Measures a text, in GSM 03.38 with its extension table if every character is in it, otherwise in UCS-2 (UTF-16). A
/// single segment holds 160 septets or 70 units; each of several segments holds 153 or 67, and neither an escape
/// sequence nor a surrogate pair is split between two. Precondition: text is UTF-8. Sources: 3GPP TS 23.038, section
/// 6.2; TS 23.040, section 9.2.3.24.
inline Length measure(std::string_view text)
{
	std::vector<int> gsm, ucs;
	bool isGsm = true;
	for (std::size_t at = 0; at < text.size();)
	{
		const auto c = segments::next(text, at);
		if (c == 0) break;
		const int size = segments::septets(c);
		isGsm = isGsm && size > 0;
		gsm.push_back(size);
		ucs.push_back(c < 0x10000 ? 1 : 2);
	}
	return isGsm ? Length{Alphabet::Gsm7, segments::pack(gsm, 160, 153)}
				 : Length{Alphabet::Ucs2, segments::pack(ucs, 70, 67)};
}

/// Tells whether a text is well-formed UTF-8 without NUL.
inline bool isUtf8(std::string_view text)
{
	for (std::size_t at = 0; at < text.size();)
		if (segments::next(text, at) == 0) return false;
	return true;
}

/// Converts a text to UTF-16BE. Precondition: text is UTF-8.
inline std::string toUtf16(std::string_view text)
{
	std::string out;
	auto put = [&](char32_t unit) {
		out += static_cast<char>(unit >> 8 & 0xff);
		out += static_cast<char>(unit & 0xff);
	};
	for (std::size_t at = 0; at < text.size();)
	{
		const auto c = segments::next(text, at);
		if (c == 0) break;
		if (c < 0x10000)
		{
			put(c);
			continue;
		}
		put(0xd800 + ((c - 0x10000) >> 10));
		put(0xdc00 + ((c - 0x10000) & 0x3ff));
	}
	return out;
}

/// Replaces typographic apostrophes, quotation marks, dashes, ellipses and spaces with those of GSM 03.38, if the whole
/// text then fits that alphabet, so that typography alone never forces UCS-2, whose segments hold less than half as
/// many characters. Returns any other text unchanged.
inline std::string economical(const std::string& text)
{
	static constexpr std::pair<std::string_view, std::string_view> kPlain[] = {{"’", "'"},
		{"‘", "'"},
		{"“", "\""},
		{"”", "\""},
		{"« ", "\""},
		{" »", "\""},
		{"«\u00a0", "\""},
		{"\u00a0»", "\""},
		{"«\u202f", "\""},
		{"\u202f»", "\""},
		{"«", "\""},
		{"»", "\""},
		{"–", "-"},
		{"—", "-"},
		{"…", "..."},
		{"\u00a0", " "},
		{"\u202f", " "}};
	auto plain = text;
	for (const auto& [from, to]: kPlain)
		for (std::size_t at = plain.find(from); at != std::string::npos; at = plain.find(from, at + to.size()))
			plain.replace(at, from.size(), to);
	return measure(plain).alphabet == Alphabet::Gsm7 ? plain : text;
}

}
