#include "kernel/pages/Typography.h"

#include <array>
#include <cctype>

namespace sx::pages {

namespace {

constexpr std::string_view kNoBreakSpace = "\u00A0";
constexpr std::string_view kApostrophe = "\u2019";
constexpr std::string_view kOpenQuote = "\u00AB";
constexpr std::string_view kCloseQuote = "\u00BB";

bool isLetterByte(char c)
{
	auto byte = static_cast<unsigned char>(c);
	return byte >= 0x80 || std::isalpha(byte);
}

bool isDigit(char c) { return std::isdigit(static_cast<unsigned char>(c)); }

// Curls apostrophes between letters, and before an argument, where MessageFormat would take the one in l'{name} for the
// start of a quotation.
std::string curlApostrophes(std::string_view text)
{
	std::string out;
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		bool between = text[i] == '\'' && i > 0 && isLetterByte(text[i - 1]) && i + 1 < text.size() &&
			(isLetterByte(text[i + 1]) || text[i + 1] == '{');
		if (between)
			out += kApostrophe;
		else
			out += text[i];
	}
	return out;
}

bool isUnit(std::string_view rest)
{
	static constexpr std::array<std::string_view, 9> kUnits{
		"h", "min", "Ko", "Mo", "Go", "To", "octets", "jours", "mois"};
	for (auto unit: kUnits)
		if (rest.starts_with(unit) && (rest.size() == unit.size() || !isLetterByte(rest[unit.size()]))) return true;
	return false;
}

// Returns what replaces a plain space, given the text before and after it.
std::string_view frenchSpace(std::string_view before, std::string_view after)
{
	if (after.empty() || before.empty()) return " ";
	if (before.ends_with(kOpenQuote) || after.starts_with(kCloseQuote)) return kNoBreakSpace;
	if (after.front() == ':' || after.front() == '%' || after.front() == '$') return kNoBreakSpace;
	if (after.front() == ';' || after.front() == '!' || after.front() == '?') return "";
	if (isDigit(before.back()) && isUnit(after)) return kNoBreakSpace;
	if (isDigit(after.front()) && before.ends_with("h") && before.size() > 2 &&
		before.substr(0, before.size() - 1).ends_with(kNoBreakSpace))
		return kNoBreakSpace;
	return " ";
}

}

std::string typeset(std::string_view text, std::string_view language)
{
	auto curled = curlApostrophes(text);
	if (!language.starts_with("fr")) return curled;
	std::string out;
	std::string_view rest(curled);
	for (std::size_t i = 0; i < rest.size(); ++i)
	{
		if (rest[i] == ' ')
			out += frenchSpace(out, rest.substr(i + 1));
		else
			out += rest[i];
	}
	return out;
}

}
