// Reads what people type and paste. Pages, clients and plugins have one rule (sdk/vectors/texts-v1.json): typed.ts of
// the JavaScript client is the same in pages.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace sx {

/// Lists the characters of opening codes: none that looks like another. U is read as V. Since: SDK 1.0
inline constexpr std::string_view kOpeningCodeAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
inline constexpr std::string_view kDigitAlphabet = "0123456789";

namespace typed {

/// Takes the first character off a text in UTF-8; a byte that is none comes as it is. bytes: how many it had.
inline char32_t firstOf(std::string_view text, std::size_t& bytes) noexcept
{
	const auto lead = static_cast<unsigned char>(text.front());
	bytes = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
	if (bytes > text.size()) bytes = 1;
	if (bytes == 1) return lead;
	char32_t out = lead & (0xFFU >> (bytes + 1));
	for (std::size_t i = 1; i < bytes; ++i)
	{
		const auto next = static_cast<unsigned char>(text[i]);
		if ((next & 0xC0) != 0x80)
		{
			bytes = 1;
			return lead;
		}
		out = out << 6 | (next & 0x3F);
	}
	return out;
}

/// Returns what stands in ASCII for a character: '\0' for what cannot be seen, and -1 for a character that stays.
constexpr int plainOf(char32_t c) noexcept
{
	const auto within = [c](char32_t from, char32_t to) { return c >= from && c <= to; };
	if (c == 0xAD || within(0x200B, 0x200F) || within(0x202A, 0x202E) || within(0x2060, 0x2064) ||
		within(0x2066, 0x2069) || c == 0xFEFF)
		return 0;
	if (within(0xFF01, 0xFF5E)) return static_cast<int>(c - 0xFEE0);
	if (within('\t', '\r') || c == 0xA0 || within(0x2000, 0x200A) || within(0x2028, 0x2029) || c == 0x202F ||
		c == 0x205F || c == 0x3000)
		return ' ';
	if (within(0x2010, 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63) return '-';
	if (c == 0xB4 || c == 0x2BC || within(0x2018, 0x2019) || c == 0x201B || c == 0x2032) return '\'';
	if (c == 0xFE6B) return '@';
	return -1;
}

constexpr bool isLetterOrDigit(char c) noexcept
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr char capital(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr bool isMark(char c) noexcept { return c == '-' || c == '.' || c == '_' || c == '/'; }

/// Is one way to write a code: what may stand between its characters.
enum class Shape { Halves, MarkedHalves, Apart, Whole };

/// Reads a code that begins at `at`. end: where it ends. Returns its characters as typed; empty if there is none.
inline std::string codeAt(
	std::string_view text, std::size_t at, std::string_view alphabet, std::size_t length, Shape shape, std::size_t& end)
{
	std::string out;
	end = at;
	const auto skipBlanks = [&](std::size_t most) {
		const auto from = end;
		while (end < text.size() && text[end] == ' ' && end - from < most) ++end;
		return end - from;
	};
	const bool isVForU = alphabet.find('V') != alphabet.npos && alphabet.find('U') == alphabet.npos;
	while (out.size() < length)
	{
		const bool isMiddle = out.size() == length / 2;
		if (isMiddle && shape == Shape::Halves && skipBlanks(text.size()) == 0) return {};
		if (isMiddle && shape == Shape::MarkedHalves)
		{
			skipBlanks(1);
			if (end >= text.size() || !isMark(text[end])) return {};
			++end;
			skipBlanks(1);
		}
		if (shape == Shape::Apart && !out.empty() && skipBlanks(1) == 0) return {};
		if (end >= text.size()) return {};
		const char c = capital(text[end]);
		if (alphabet.find(c) == alphabet.npos && !(isVForU && c == 'U')) return {};
		out += text[end++];
	}
	const auto is = [&](std::size_t i, auto test) { return i < text.size() && test(text[i]); };
	if (is(end, isLetterOrDigit)) return {};
	// Three groups and more are a telephone number or a date.
	if (shape == Shape::MarkedHalves &&
		((is(end, isMark) && is(end + 1, isLetterOrDigit)) ||
			(at > 1 && isMark(text[at - 1]) && isLetterOrDigit(text[at - 2]))))
		return {};
	return out;
}

}

/// Removes characters that cannot be seen, and writes full-width letters, blanks, dashes and apostrophes of all kinds
/// in ASCII. UTF-8. Since: SDK 1.0
inline std::string foldedText(std::string_view text)
{
	std::string out;
	for (std::size_t bytes = 0; !text.empty(); text.remove_prefix(bytes))
	{
		const int plain = typed::plainOf(typed::firstOf(text, bytes));
		if (plain > 0) out += static_cast<char>(plain);
		if (plain < 0) out += text.substr(0, bytes);
	}
	return out;
}

/// Returns the code in what was typed or pasted ("Code : DK9-BY8"): so many letters of the alphabet, in capitals;
/// written in one piece, in two halves, or each apart. Returns what is left of the letters and digits if no code is in
/// it. UTF-8. Since: SDK 1.0
inline std::string typedCode(std::string_view text, std::string_view alphabet, std::size_t length)
{
	std::string plain;
	const auto folded = foldedText(text);
	std::string_view rest(folded);
	for (std::size_t bytes = 0; !rest.empty(); rest.remove_prefix(bytes))
	{
		const auto c = typed::firstOf(rest, bytes);
		const bool isDot = c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x30FB;
		const bool isDigit = (c >= 0x660 && c <= 0x669) || (c >= 0x6F0 && c <= 0x6F9);
		plain += isDot ? '.' : isDigit ? static_cast<char>('0' + (c & 15)) : c < 0x80 ? static_cast<char>(c) : '\1';
	}
	const bool isVForU = alphabet.find('V') != alphabet.npos && alphabet.find('U') == alphabet.npos;
	const auto capitals = [&](std::string_view found) {
		std::string out;
		for (const char c: found)
			if (typed::isLetterOrDigit(c)) out += isVForU && typed::capital(c) == 'U' ? 'V' : typed::capital(c);
		return out;
	};
	std::string best;
	int bestScore = 0;
	for (const auto shape: {typed::Shape::MarkedHalves, typed::Shape::Halves, typed::Shape::Apart, typed::Shape::Whole})
		for (std::size_t at = 0, end = 0; at < plain.size(); ++at)
		{
			if (at > 0 && typed::isLetterOrDigit(plain[at - 1])) continue;
			const auto found = typed::codeAt(plain, at, alphabet, length, shape, end);
			if (found.empty()) continue;
			const auto has = [&](auto test) { return std::any_of(found.begin(), found.end(), test); };
			// A code among words has digits or is in capitals; the last such one is it.
			const int score = (shape == typed::Shape::MarkedHalves ? 2 : 0) +
				(has([](char c) { return c >= '0' && c <= '9'; }) ? 2 : 0) +
				(has([](char c) { return c >= 'a' && c <= 'z'; }) ? 0 : 1);
			if (score > 0 && score >= bestScore)
			{
				best = capitals(found);
				bestScore = score;
			}
			at = end - 1;
		}
	return best.empty() ? capitals(plain) : best;
}

}
